import { readFile } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { type LeftOut, type MadeBackup, makeBackup, partialBackups, type Phase } from '@evidesk/backup';
import { type Config, keepHeap, SystemClock } from '@evidesk/platform';
import { sealKeyFile } from '@evidesk/worker';
import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import type { Cli } from '../cli.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { phases } from '../progress.js';
import { refuseNone } from '../reading.js';
import { stopSignal } from '../stop-signal.js';

interface Options {
  readonly withoutKeys?: boolean;
}

const PACKAGE = new URL('../../package.json', import.meta.url);

const HELP = `
Copies events, attached files, keys and the directory into a new folder evidesk-<time> in <folder>, beside a running
server too, and verifies chains, seals and signatures in the copy before that folder gets its name: until then it ends in
.partial. Views are left out, they follow from the events. Everything that was acknowledged before it began is in it.
The backup holds private keys: keep it as secret as they are, or leave them out and keep them elsewhere.

  evidesk backup /mnt/backups
  evidesk backup /mnt/backups --without-keys
  (cd /mnt/backups/evidesk-… && sha256sum --check SHA256SUMS)     checks the files without Evidesk

Exit code 6 when what is stored is damaged: no backup is made of damaged events; damaged files are left out and named.`;

/** `evidesk backup`: a verified copy of the data folder. */
export function registerBackup(root: Command, cli: Cli): void {
  cli.command<[string, Options]>(
    root,
    'backup <folder>',
    'make a verified backup, beside a running server too',
    (command) =>
      command
        .description('Makes a verified backup of the embedded stores, keys and files into a new folder in <folder>.')
        .option('--without-keys', 'leave private keys out')
        .addHelpText('after', HELP),
    (folder, options) => backup(cli, folder, options),
  );
}

async function backup(cli: Cli, folder: string, { withoutKeys }: Options): Promise<ExitCode | undefined> {
  const config = cli.config();
  if (config.eventStoreUrl !== undefined) {
    const message = 'the events are in EventStoreDB, which has backups of its own: see docs/operations.md';
    throw new CliError(message, EXIT.usage, 'backup.not-embedded');
  }
  refuseNone(config);
  for (const name of await partialBackups(folder))
    cli.note(`${name} in ${folder} was cut short, or is being written now: it is no backup`);
  keepHeap('small');
  const { asked, dispose } = stopSignal();
  const bars = phases<Phase>(cli);
  try {
    const made = await makeBackup({
      dataDir: config.dataDir,
      folder,
      now: () => new SystemClock().now(),
      version: await versionOf(),
      keys: withoutKeys !== true,
      blobsOf: ({ type, data }) =>
        type === 'incident.attachment-added' ? [(JSON.parse(data) as { readonly sha256: string }).sha256] : [],
      elsewhere: elsewhere(config),
      signal: asked,
      onProgress: bars.report,
    });
    bars.end();
    return tell(cli, made);
  } finally {
    bars.end();
    dispose();
  }
}

function tell(cli: Cli, { path, manifest, damagedBlobs }: MadeBackup): ExitCode | undefined {
  cli.result({ backup: resolve(path), manifest, damagedBlobs }, () => {
    const { events, blobs, leftOut } = manifest;
    const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, blobs.bytes);
    return [
      resolve(path),
      `${events.count} events in ${events.streams} streams, ${events.seals} seals, ${blobs.count} attached files; ${(bytes / 1024 ** 2).toFixed(1)} MiB, verified`,
      ...leftOut.map(({ name, why }) => `left out: ${name} (${why})`),
    ].join('\n');
  });
  if (manifest.blobs.missing > 0)
    cli.note(`events tell of ${manifest.blobs.missing} attached files that are not in the data folder`);
  for (const name of damagedBlobs) cli.note(`${name} is not what was attached: it is left out`);
  return damagedBlobs.length > 0 ? EXIT.damaged : undefined;
}

/** What the settings say lies outside of the data folder. */
function elsewhere(config: Config): readonly LeftOut[] {
  const why = 'it lies outside of the data folder: keep a copy yourself';
  const outside = [sealKeyFile(config).path, ...(config.directory === undefined ? [] : [config.directory])]
    .map((path) => resolve(path))
    .filter((path) => isOutside(path, resolve(config.dataDir)))
    .map((name) => ({ name, why }));
  if (config.mongoUrl === undefined) return outside;
  return [
    ...outside,
    { name: 'attached files and keys of persons', why: 'they are in MongoDB: see docs/operations.md' },
  ];
}

function isOutside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '..' || way.startsWith(`..${sep}`);
}

async function versionOf(): Promise<string> {
  const { version } = JSON.parse(await readFile(PACKAGE, 'utf8')) as { readonly version: string };
  return version;
}
