import {
  type ApiKeyRequest,
  ApiKeyRegistry,
  type ApiKeyView,
  type IssuedApiKey,
  issueApiKey,
  revokeApiKey,
} from '@evidesk/api-keys';
import { StoreLocked } from '@evidesk/event-store';
import { CommandExecutor } from '@evidesk/executor';
import type { CommandMetadata } from '@evidesk/kernel';
import { SystemClock, UuidV7Generator } from '@evidesk/platform';
import { openEventStore } from '@evidesk/worker';
import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import type { Cli } from '../cli.js';
import { EXIT } from '../exit-codes.js';
import { whole } from '../numbers.js';
import { withEvents } from '../reading.js';
import { ServerClient } from '../server-client.js';
import { table } from '../table.js';
import { warnOfUnknown } from './token.js';

interface CreateOptions {
  readonly role: string;
  readonly permission?: string;
  readonly days?: number;
  readonly purpose?: string;
}

const HELP = `
The secret is printed once and stored nowhere; send it as a bearer token. Goes through the running server, if there is one.

  evidesk api-key create prometheus --role monitor --permission ReceiveAlert --days 365`;
const DAY_MS = 86_400_000;
const PATIENCE_MS = 10_000;

/** `evidesk api-key …`: keys for machines. */
export function registerApiKey(root: Command, cli: Cli): void {
  const keys = root
    .command('api-key')
    .summary('issue, list and revoke API keys for machines')
    .description('Issues, lists and revokes API keys for machines.');
  registerCreate(keys, cli);
  registerList(keys, cli);
  registerRevoke(keys, cli);
}

function registerCreate(keys: Command, cli: Cli): void {
  cli.command<[string, CreateOptions]>(
    keys,
    'create <name>',
    'issue a key and print its secret',
    (command) =>
      command
        .description('Issues an API key to a machine and prints its secret.')
        .requiredOption('--role <role[,role]>', 'what it is')
        .option('--permission <name[,name]>', 'only these of its roles’ permissions')
        .option('--days <n>', 'how long it is valid; by default until it is revoked', whole(1, 36_500))
        .option('--purpose <text>', 'what it is for')
        .addHelpText('after', HELP),
    async (name, { role, permission, days, purpose }) => {
      const expiresAt = days === undefined ? undefined : new Date(Date.now() + days * DAY_MS).toISOString();
      await warnOfUnknown(cli, cli.config().profile, listed(role));
      const request: ApiKeyRequest = {
        name,
        roles: listed(role),
        ...(permission !== undefined && { permissions: listed(permission) }),
        ...(expiresAt !== undefined && { expiresAt }),
        ...(purpose !== undefined && { purpose }),
      };
      const { id, secret } = await change(
        cli,
        (executor, metadata): Promise<Pick<IssuedApiKey, 'id' | 'secret'>> => issueApiKey(executor, request, metadata),
        async (server) => (await server.send('POST', '/v1/api-keys', request)) as IssuedApiKey,
      );
      cli.result({ id, name, secret, ...(expiresAt !== undefined && { expiresAt }) }, () => secret);
      if (!cli.json) cli.note(`key ${id}; the secret is not shown again`);
      return undefined;
    },
  );
}

function registerList(keys: Command, cli: Cli): void {
  cli.command<[]>(
    keys,
    'list',
    'list all keys, without their secrets',
    (command) => command.description('Lists all API keys, newest first, without their secrets.'),
    async () => {
      const items = await withEvents(cli.config(), async (store) => {
        const registry = new ApiKeyRegistry(store, {
          now: () => Date.now(),
          onUse: () => undefined,
          onLost: (error) => cli.logger().warn({ error }, 'the API keys can not be read'),
        });
        registry.start();
        try {
          if (!(await registry.whenKnown(PATIENCE_MS)))
            throw new CliError('the API keys can not be read now', EXIT.unavailable, 'store.unavailable');
          return registry.list();
        } finally {
          await registry.stop();
        }
      });
      cli.result({ items }, () => inWords(items));
      return undefined;
    },
  );
}

function registerRevoke(keys: Command, cli: Cli): void {
  cli.command<[string, { readonly reason?: string }]>(
    keys,
    'revoke <id>',
    'end a key for good',
    (command) => command.description('Revokes an API key, for good.').option('--reason <text>', 'why'),
    async (id, { reason }) => {
      const data = reason === undefined ? {} : { reason };
      const query = reason === undefined ? '' : `?reason=${encodeURIComponent(reason)}`;
      await change(
        cli,
        (executor, metadata) => revokeApiKey(executor, id, data, metadata),
        (server) => server.send('DELETE', `/v1/api-keys/${encodeURIComponent(id)}${query}`),
      );
      cli.result({ id, revoked: true }, () => `${id} is revoked`);
      return undefined;
    },
  );
}

/** Writes itself where the store is free, and asks the server that holds it otherwise. */
async function change<T>(
  cli: Cli,
  here: (executor: CommandExecutor, metadata: CommandMetadata) => Promise<T>,
  there: (server: ServerClient) => Promise<T>,
): Promise<T> {
  const config = cli.config();
  try {
    const store = await openEventStore(config, 'write');
    try {
      const commandId = new UuidV7Generator().next();
      const now = new SystemClock().now();
      const actor = { id: 'cli:process_admin', roles: ['process_admin'] };
      return await here(new CommandExecutor(store, NO_SNAPSHOTS, { onSnapshotFailure: () => undefined }), {
        commandId,
        correlationId: commandId,
        actor,
        occurredAt: now,
        recordedAt: now,
      });
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof StoreLocked)) throw error;
    return there(await ServerClient.for(config, 'process_admin', error));
  }
}

/** A key has a handful of events: there is nothing to shorten. */
const NO_SNAPSHOTS = { load: async () => undefined, save: async () => undefined };

const listed = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

const inWords = (items: readonly ApiKeyView[]): string =>
  items.length === 0
    ? 'there are no API keys'
    : table(
        ['id', 'name', 'status', 'roles', 'expires', 'last used'],
        items.map(({ id, name, status, roles, expiresAt, lastUsedDay }) => [
          id,
          name,
          status,
          roles.join(','),
          expiresAt ?? 'never',
          lastUsedDay ?? 'never',
        ]),
      );
