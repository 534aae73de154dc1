import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningServer, startServer } from '@evidesk/api';
import { type Config, loadConfig, LocalTokens, type Logger } from '@evidesk/platform';
import request from 'supertest';

/** A desk of its own for a test: in this process, on fresh stores (or on the servers that the environment names). */
export interface TestDesk {
  readonly config: Config;
  readonly server: RunningServer;
  as(...roles: readonly string[]): Promise<Client>;
  /** An end user. */
  asPerson(id: string): Promise<Client>;
  asNobody(): Client;
  close(): Promise<void>;
}

/** Sends requests as somebody. Reads wait for what was written before. */
export class Client {
  private position = '';

  constructor(
    private readonly url: string,
    private readonly token: string | undefined,
  ) {}

  get(path: string): request.Test {
    const test = this.authorised(request(this.url).get(path));
    return this.position === '' ? test : test.set('evidesk-after', this.position);
  }

  /** Sends a command. */
  post(path: string, body?: object, headers: Readonly<Record<string, string>> = {}): request.Test {
    const test = this.authorised(request(this.url).post(path).set(headers));
    if (body !== undefined) void test.send(body);
    test.on('response', (response: request.Response) => {
      const position = response.get('evidesk-position');
      if (position !== undefined && position > this.position) this.position = position;
    });
    return test;
  }

  delete(path: string): request.Test {
    return this.authorised(request(this.url).delete(path));
  }

  /** Lets the next reads wait for what another has written. */
  after(other: Client): this {
    if (other.position > this.position) this.position = other.position;
    return this;
  }

  private authorised(test: request.Test): request.Test {
    return this.token === undefined ? test : test.set('authorization', `Bearer ${this.token}`);
  }
}

/** Starts a desk. Settings override the environment. */
export async function openDesk(settings: Readonly<Record<string, string>> = {}, logger?: Logger): Promise<TestDesk> {
  const dataDir = settings['EVIDESK_DATA'] ?? (await mkdtemp(join(tmpdir(), 'evidesk-test-')));
  const config = loadConfig({
    EVENTSTORE_URL: process.env['EVENTSTORE_URL'],
    MONGODB_URL: process.env['MONGODB_URL'],
    MONGODB_DATABASE: `evidesk_test_${randomUUID().replaceAll('-', '').slice(0, 12)}`,
    PORT: '0',
    EVIDESK_LOG_LEVEL: 'silent',
    EVIDESK_RUNNERS: 'inline',
    EVIDESK_READ_WAIT_MS: '20000',
    // Runners and clients share one thread here: turns are long, and nothing of a test is to be put off for that.
    EVIDESK_TURN_MS: '0',
    ...settings,
    EVIDESK_DATA: dataDir,
  });
  const server = await startServer(config, undefined, logger);
  await server.ready;
  const tokens = await LocalTokens.open(config.dataDir, config.tokenTtlSeconds);
  return {
    config,
    server,
    as: async (...roles) =>
      new Client(server.url, await tokens.issue({ sub: `test-${roles.join('-')}`, roles: [...roles] })),
    asPerson: async (id) => new Client(server.url, await tokens.issue({ sub: id, roles: ['end_user'] })),
    asNobody: () => new Client(server.url, undefined),
    close: async () => {
      await server.close();
      if (settings['EVIDESK_DATA'] === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The body of a record, with what a test wants different. */
export const incidentBody = (changes: object = {}): object => ({
  description: 'Mail can not be sent since this morning',
  type: 'failure',
  priority: 'P3',
  source: 'user_report',
  channel: 'phone',
  discoveredAt: '2026-01-05T01:00:00Z',
  reporter: 'Wang Li',
  contact: '+86 10 5555 0101',
  ...changes,
});
