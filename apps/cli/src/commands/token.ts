import { LocalTokens } from '@evidesk/platform';
import { type Command, Option } from 'commander';
import { CliError } from '../cli-error.js';
import type { Cli } from '../cli.js';
import { EXIT } from '../exit-codes.js';
import { whole } from '../numbers.js';

interface Options {
  readonly role: string;
  readonly sub?: string;
  readonly ttl?: number;
}

const HELP = `
Prints a bearer token, signed with the key in the data folder (made on first use), and nothing else:

  curl -H "Authorization: Bearer $(npx evidesk token --role service_desk)" http://127.0.0.1:3000/v1/queues

Roles of the default profile: end_user, service_desk, l1, l2, l3, incident_manager, qc, process_admin, auditor,
monitor, importer, privacy. Works beside a running server.`;

/** `evidesk token`: a local token. */
export function registerToken(root: Command, cli: Cli): void {
  cli.command<[Options]>(
    root,
    'token',
    'print a bearer token for the API',
    (command) =>
      command
        .description('Prints a bearer token for the API of the server with this data folder.')
        .addOption(new Option('--role <role[,role]>', 'the roles of its bearer').makeOptionMandatory())
        .option('--sub <id>', "the bearer's user id (default: cli:<first role>)")
        .option('--ttl <seconds>', 'how long it is valid; at most EVIDESK_TOKEN_TTL', whole(1))
        .addHelpText('after', HELP),
    async ({ role, sub, ttl }) => {
      const config = cli.config();
      const roles = role
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== '');
      if (roles.length === 0) throw new CliError('--role names at least one role', EXIT.usage, 'cli.usage');
      if (!config.localTokens) {
        cli.note(`a server on ${config.host} refuses local tokens unless EVIDESK_ALLOW_LOCAL_TOKENS is set`);
      }
      await warnOfUnknown(cli, config.profile, roles);
      const tokens = await LocalTokens.open(config.dataDir, config.tokenTtlSeconds);
      const bearer = sub ?? `cli:${roles[0]}`;
      const token = await tokens.issue({ sub: bearer, roles, ...(ttl !== undefined && { ttl }) });
      const expiresIn = Math.min(ttl ?? config.tokenTtlSeconds, config.tokenTtlSeconds);
      cli.result({ token, sub: bearer, roles, expiresIn }, () => token);
      return undefined;
    },
  );
}

const USUAL_ROLES =
  'end_user service_desk l1 l2 l3 incident_manager qc process_admin auditor monitor importer privacy system'.split(' ');

/** A profile of the operator's own may have other roles: that is worth a word, not a refusal. */
export async function warnOfUnknown(cli: Cli, name: string, roles: readonly string[]): Promise<void> {
  if (roles.every((role) => USUAL_ROLES.includes(role))) return;
  const { loadShippedProfile } = await import('@evidesk/profiles');
  const profile = await loadShippedProfile(name).catch(() => undefined);
  if (profile === undefined) return;
  const known = profile.roles.map(({ code }) => code);
  const unknown = roles.filter((role) => !known.includes(role));
  if (unknown.length > 0) cli.note(`${name} ships without the role ${unknown.join(', ')}; it has ${known.join(', ')}`);
}
