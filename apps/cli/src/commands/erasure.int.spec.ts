import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningServer, startServer } from '@evidesk/api';
import { type Config, loadConfig, LocalTokens } from '@evidesk/platform';
import { EXIT } from '../exit-codes.js';
import { run } from '../main.js';
import { removeServerFile, writeServerFile } from '../server-file.js';

const INCIDENT = {
  title: 'Mail can not be sent',
  description: 'Since this morning',
  type: 'failure',
  priority: 'P3',
  source: 'user_report',
  channel: 'phone',
  discoveredAt: '2026-01-05T00:55:00.000Z',
  reporter: 'Wang Li',
  contact: 'wang@example.com',
  reporterId: 'wang',
};

describe('evidesk erasure', () => {
  let data: string;
  let config: Config;
  let server: RunningServer;

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'evidesk-cli-erasure-'));
    const settings = { PORT: '0', EVIDESK_RUNNERS: 'inline', EVIDESK_LOG_LEVEL: 'silent', EVIDESK_TURN_MS: '0' };
    config = loadConfig({ EVIDESK_DATA: data, ...settings });
    server = await startServer(config);
    await server.ready;
    await writeServerFile(config, { url: server.url, pid: process.pid, startedAt: new Date().toISOString() });
    const tokens = await LocalTokens.open(data, 600);
    const authorization = `Bearer ${await tokens.issue({ sub: 'desk', roles: ['service_desk'] })}`;
    const recorded = await fetch(`${server.url}/v1/incidents`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(INCIDENT),
    });
    expect(recorded.status).toBe(201);
  }, 60_000);
  afterAll(async () => {
    await removeServerFile(config);
    await server.close();
    await rm(data, { recursive: true, force: true });
  });

  const evidesk = async (argv: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    let [out, err] = ['', ''];
    const io = {
      env: { EVIDESK_DATA: data, EVIDESK_LOG_LEVEL: 'silent', ...env },
      stdout: { write: (text: string) => (out += text) },
      stderr: { write: (text: string) => (err += text) },
      watched: false,
    };
    return { code: await run(['erasure', ...argv], io), out, err };
  };
  const said = async (...argv: readonly string[]) => {
    const { code, out, err } = await evidesk([...argv, '--json']);
    return { code, said: JSON.parse(out === '' ? err : out) };
  };

  it('is asked for by one, approved by another, and carried out', async () => {
    const found = await said('find', '--as', 'ann', '--contact', 'WANG@example.com', '--name', 'wang li');
    expect(found).toMatchObject({ code: EXIT.ok, said: { items: [{ id: expect.any(String), incidents: 1 }] } });
    const [{ id }] = found.said.items;
    const asked = await said('request', 'wang', '--as', 'ann', '--reason', 'he asked us to');
    expect(asked).toMatchObject({ code: EXIT.ok, said: { id, status: 'requested', requestedBy: 'ann' } });
    expect(await said('approve', id, '--as', 'ann')).toMatchObject({
      code: EXIT.refused,
      said: { error: { code: 'person.same-person' } },
    });
    expect((await evidesk(['refuse', id, '--as', 'ben', '--reason', 'a court wants it'])).code).toBe(EXIT.ok);
    expect((await said('show', id)).said).toMatchObject({ status: 'refused', decidedBy: 'ben' });
    await said('request', id, '--as', 'ann', '--reason', 'once more');
    expect((await said('withdraw', id, '--as', 'ann')).said).toMatchObject({ status: 'withdrawn' });
    await said('request', id, '--as', 'ann', '--reason', 'now');
    const approved = await said('approve', id, '--as', 'ben', '--note', 'seen', '--wait');
    expect(approved).toMatchObject({
      code: EXIT.ok,
      said: { id, status: 'erased', decidedBy: 'ben', result: { keys: 1, incidents: 1, files: 0 } },
    });
    const { out } = await evidesk(['show', id]);
    expect(out).toContain(`${id}  erased`);
    expect(out).toMatch(/decided {2}\S+ {2}ben: seen\n {2}erased {3}\S+ {2}keys: 1, incidents: 1, files: 0/);
    expect((await evidesk(['find', '--as', 'ann', '--name', 'wang li', '--contact', 'wang@example.com'])).code).toBe(
      EXIT.notFound,
    );
  }, 60_000);

  it('tells what is wrong by its exit code', async () => {
    expect((await evidesk(['show', 'nobody'])).code).toBe(EXIT.notFound);
    expect((await evidesk(['request', 'nobody', '--as', 'ann', '--reason', 'x'])).code).toBe(EXIT.notFound);
    expect((await evidesk(['request', 'wang', '--reason', 'x'])).code).toBe(EXIT.usage);
    expect((await evidesk(['find', '--as', 'ann'])).code).toBe(EXIT.usage);
    const elsewhere = await evidesk(['show', 'wang'], { EVIDESK_DATA: join(data, 'elsewhere') });
    expect([elsewhere.code, elsewhere.err]).toEqual([EXIT.unavailable, expect.stringContaining('no server runs')]);
    const barred = await evidesk(['request', 'wang', '--as', 'eve', '--role', 'l2', '--reason', 'x']);
    expect([barred.code, barred.err]).toEqual([EXIT.refused, expect.stringContaining('403')]);
  }, 30_000);

  it('explains itself', async () => {
    const { code, out } = await evidesk(['--help']);
    expect(code).toBe(EXIT.ok);
    for (const word of ['find', 'request', 'approve', 'refuse', 'withdraw', 'show', 'another approves'])
      expect(out).toContain(word);
  });
});
