import { readFile } from 'node:fs/promises';
import { StoreLocked } from '@evidesk/event-store';
import { SystemClock, UuidV7Generator } from '@evidesk/platform';
import {
  diffProfiles,
  type PublishedProfile,
  ProfileRegistry,
  publishProfile,
  readProfileYaml,
  type ProcessProfile,
} from '@evidesk/profiles';
import { openEventStore } from '@evidesk/worker';
import type { Command } from 'commander';
import { stringify } from 'yaml';
import { CliError } from '../cli-error.js';
import type { Cli } from '../cli.js';
import { EXIT } from '../exit-codes.js';
import { whole } from '../numbers.js';
import { withEvents } from '../reading.js';
import { ServerClient } from '../server-client.js';

const PUBLISH_HELP = `
Checks the YAML first; every finding is named with its line, and nothing is published then (exit code 3). The content
that is in force already changes nothing. Incidents that are there keep the version under which they were recorded.
Goes through the running server, if there is one.

  evidesk profile publish profiles/std-4tier.yaml`;

/** `evidesk profile …`: the process profiles. */
export function registerProfile(root: Command, cli: Cli): void {
  const profile = root
    .command('profile')
    .summary('publish, show and compare process profiles')
    .description('Publishes, shows and compares process profiles.');
  registerPublish(profile, cli);
  registerShow(profile, cli);
  registerDiff(profile, cli);
}

function registerPublish(profile: Command, cli: Cli): void {
  cli.command<[string, { readonly expect?: number }]>(
    profile,
    'publish <file>',
    'put a profile in force as its next version',
    (command) =>
      command
        .description('Puts a profile, a YAML file, in force as the next version of its name.')
        .option('--expect <version>', 'refuse when another version is in force; 0: none yet', whole(0))
        .addHelpText('after', PUBLISH_HELP),
    async (file, { expect }) => {
      const yaml = await readFile(file, 'utf8');
      const checked = checkedProfile(file, yaml);
      const published = await publish(cli, yaml, checked, expect);
      cli.result(published, () =>
        published.published
          ? `${published.name} version ${published.version} is in force (${published.digest})`
          : `${published.name} version ${published.version} has this content already: nothing was published`,
      );
      return undefined;
    },
  );
}

function checkedProfile(file: string, yaml: string): ProcessProfile {
  const read = readProfileYaml(yaml);
  if (read.profile !== undefined) return read.profile;
  const findings = read.findings.map(
    ({ line, column, path, message }) => `${file}:${line}:${column}: ${path} ${message}`,
  );
  throw new CliError(findings.join('\n'), EXIT.refused, 'profile.invalid');
}

async function publish(
  cli: Cli,
  yaml: string,
  profile: ProcessProfile,
  expectedVersion: number | undefined,
): Promise<PublishedProfile> {
  const config = cli.config();
  try {
    const store = await openEventStore(config, 'write');
    try {
      const commandId = new UuidV7Generator().next();
      const now = new SystemClock().now();
      const actor = { id: 'cli:process_admin', roles: ['process_admin'] };
      const metadata = { commandId, correlationId: commandId, actor, occurredAt: now, recordedAt: now };
      return await publishProfile(
        store,
        { profile, ...(expectedVersion !== undefined && { expectedVersion }) },
        metadata,
      );
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof StoreLocked)) throw error;
    const client = await ServerClient.for(config, 'process_admin', error);
    const query = expectedVersion === undefined ? '' : `?expectedVersion=${expectedVersion}`;
    const response = await client.post(`/v1/profiles${query}`, yaml, { 'content-type': 'application/yaml' });
    return (await response.json()) as PublishedProfile;
  }
}

function registerShow(profile: Command, cli: Cli): void {
  cli.command<[string, { readonly version?: number }]>(
    profile,
    'show <name>',
    'print a version of a profile',
    (command) =>
      command
        .description('Prints a version of a profile, by default the one in force: YAML, ready for editing.')
        .option('--version <n>', 'this version', whole(1)),
    async (name, { version }) =>
      withRegistry(cli, (registry) => {
        const { definition, reference } =
          version === undefined ? registry.inForce(name) : registry.get({ name, version });
        const versions = registry.versions(name);
        const published = versions[reference.version - 1];
        cli.result(
          { ...reference, versions, profile: definition },
          () =>
            `# ${name} version ${reference.version} of ${versions.length}, published ${published?.publishedAt} by ${published?.publishedBy}\n${stringify(definition).trimEnd()}`,
        );
      }),
  );
}

function registerDiff(profile: Command, cli: Cli): void {
  cli.command<[string, number, number | undefined]>(
    profile,
    'diff',
    'what differs between two versions of a profile',
    (command) =>
      command
        .description('Prints what differs between two versions of a profile.')
        .argument('<name>', 'the profile')
        .argument('<from>', 'the older version', whole(1))
        .argument('[to]', 'the newer one; by default the version in force', whole(1)),
    async (name, from, to) => {
      return withRegistry(cli, (registry) => {
        const after = to === undefined ? registry.inForce(name) : registry.get({ name, version: to });
        const items = diffProfiles(registry.get({ name, version: from }).definition, after.definition);
        cli.result({ name, from, to: after.reference.version, items }, () =>
          items.length === 0
            ? 'no difference'
            : items
                .map(({ path, from: old, to: now }) => {
                  const lines = [path];
                  if (old !== undefined) lines.push(`  - ${JSON.stringify(old)}`);
                  if (now !== undefined) lines.push(`  + ${JSON.stringify(now)}`);
                  return lines.join('\n');
                })
                .join('\n'),
        );
      });
    },
  );
}

/** Every version that was published. */
function withRegistry(cli: Cli, use: (registry: ProfileRegistry) => void): Promise<undefined> {
  return withEvents(cli.config(), async (store) => {
    const registry = new ProfileRegistry(store);
    await registry.start();
    try {
      use(registry);
      return undefined;
    } finally {
      await registry.stop();
    }
  });
}
