import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '@evidesk/api';
import { loadConfig } from '@evidesk/platform';
import { EXIT } from './exit-codes.js';
import { run } from './main.js';
import { removeServerFile, writeServerFile } from './server-file.js';

describe('evidesk api-key', () => {
  let data: string;

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'evidesk-api-key-'));
  });
  afterAll(() => rm(data, { recursive: true, force: true }));

  const evidesk = async (...argv: readonly string[]) => {
    let out = '';
    let err = '';
    const env = { EVIDESK_DATA: data, EVIDESK_LOG_LEVEL: 'silent' };
    const io = {
      env,
      stdout: { write: (text: string) => (out += text) },
      stderr: { write: (text: string) => (err += text) },
      watched: false,
    };
    return { code: await run(argv, io), out: () => out, err: () => err };
  };
  const keys = async () => JSON.parse((await evidesk('api-key', 'list', '--json')).out()).items;

  it('S0-43 issues, lists and revokes keys while no server runs', async () => {
    const created = await evidesk('api-key', 'create', 'alone', '--role', 'monitor', '--days', '3');
    expect(created.code).toBe(EXIT.ok);
    expect(created.out()).toMatch(/^evk_[\w-]{43}\n$/);
    const [key] = await keys();
    expect(key).toMatchObject({ name: 'alone', roles: ['monitor'], status: 'active', issuedBy: 'cli:process_admin' });
    expect((await evidesk('api-key', 'revoke', key.id, '--reason', 'done')).code).toBe(EXIT.ok);
    expect((await keys())[0].status).toBe('revoked');
    expect((await evidesk('api-key', 'list')).out()).toContain('alone  revoked');
  }, 60_000);

  it('goes through the server that holds the store, which takes the key at once', async () => {
    const config = loadConfig({ EVIDESK_DATA: data, PORT: '0', EVIDESK_RUNNERS: 'none', EVIDESK_LOG_LEVEL: 'silent' });
    const server = await startServer(config);
    await server.ready;
    await writeServerFile(config, { url: server.url, pid: process.pid, startedAt: new Date().toISOString() });
    try {
      const created = await evidesk('api-key', 'create', 'beside', '--role', 'service_desk,auditor', '--json');
      expect([created.code, created.err()]).toEqual([EXIT.ok, '']);
      const { id, secret } = JSON.parse(created.out());
      const queues = () => fetch(`${server.url}/v1/queues`, { headers: { authorization: `Bearer ${secret}` } });
      expect((await queues()).status).toBe(200);
      expect((await evidesk('api-key', 'create', 'bad', '--role', 'wizard')).code).toBe(EXIT.refused);
      expect((await evidesk('api-key', 'revoke', id)).code).toBe(EXIT.ok);
      expect((await queues()).status).toBe(401);
    } finally {
      await removeServerFile(config);
      await server.close();
    }
  }, 60_000);

  it('says that an unknown key can not be revoked', async () => {
    const { code, err } = await evidesk('api-key', 'revoke', '00000000-0000-4000-8000-000000000000');
    expect(code).toBe(EXIT.notFound);
    expect(err()).toContain('no such API key');
  });
});
