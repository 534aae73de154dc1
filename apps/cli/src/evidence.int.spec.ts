import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '@evidesk/api';
import { createLogger, loadConfig } from '@evidesk/platform';
import Database from 'better-sqlite3';
import { EXIT, type ExitCode } from './exit-codes.js';
import { run } from './main.js';
import { removeServerFile, writeServerFile } from './server-file.js';

const folder = mkdtempSync(join(tmpdir(), 'evidesk-evidence-'));
const env = { EVIDESK_DATA: join(folder, 'data'), EVIDESK_LOG_LEVEL: 'silent', EVIDESK_SEAL_EVENTS: '64', PORT: '0' };

/** What a command prints as JSON, as far as it is looked at here. */
interface Said extends Readonly<Record<string, unknown>> {
  readonly unsealed: { readonly events: number };
  readonly newestSeal: { readonly hash: string };
}

async function evidesk(
  ...argv: readonly string[]
): Promise<{ readonly code: ExitCode; readonly out: string; readonly err: string }> {
  let out = '';
  let err = '';
  const stdout = { write: (text: string) => (out += text) };
  const stderr = { write: (text: string) => (err += text) };
  const code = await run(argv, { env, stdout, stderr, watched: false });
  return { code, out, err };
}

async function json(...argv: readonly string[]) {
  const { code, out, err } = await evidesk(...argv, '--json');
  return { code, err, said: JSON.parse(out) as Said };
}

/** Changes a copy of the store and lets `use` look at it. */
async function tampered<T>(sql: string, use: () => Promise<T>): Promise<T> {
  const db = new Database(join(env.EVIDESK_DATA, 'events.db'));
  db.exec('BEGIN IMMEDIATE');
  const before = db.prepare('SELECT * FROM events').all() as Record<string, unknown>[];
  db.exec(sql);
  db.exec('COMMIT');
  try {
    return await use();
  } finally {
    db.exec('DELETE FROM events');
    const names = Object.keys(before[0] ?? {});
    const put = db.prepare(
      `INSERT INTO events (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`,
    );
    db.transaction(() => before.forEach((row) => put.run(row)))();
    db.close();
  }
}

let number: string;
beforeAll(async () => {
  const { code, err } = await evidesk('demo', '--seed', '5', '--month', '2026-06', '--incidents', '40');
  expect([code, err]).toEqual([EXIT.ok, '']);
  const db = new Database(join(env.EVIDESK_DATA, 'events.db'), { readonly: true });
  const row = db
    .prepare(
      `SELECT i.data FROM events c JOIN streams s ON s.id = c.stream_id AND s.name LIKE 'change-%'
       JOIN streams t ON t.name = 'incident-' || json_extract(c.data, '$.incidentId')
       JOIN events i ON i.stream_id = t.id AND i.revision = 0 LIMIT 1`,
    )
    .pluck()
    .get() as string;
  number = (JSON.parse(row) as { number: string }).number;
  db.close();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('evidesk verify', () => {
  it('says that all is well, what the newest seal is, and how fast it was', async () => {
    const { code, said } = await json('verify');
    expect(code).toBe(EXIT.ok);
    expect(said).toMatchObject({ intact: true, findings: [], first: null, keys: [expect.any(String)] });
    expect(said['seals']).toBeGreaterThan(3);
    expect(said['eventsPerSecond']).toBeGreaterThan(0);
    const { out } = await evidesk('verify');
    expect(out).toMatch(/^intact: \d+ events in \d+ streams, \d+ seals\nnewest seal: number \d+ of /);
  });

  it('seals all there is when the desk is closed in order', async () => {
    const { said } = await json('verify');
    expect(said.unsealed).toEqual({ events: 0 });
  });

  it('names the first bad event, and ends with 6', async () => {
    await tampered(`UPDATE events SET data = json_set(data, '$.text', 'x') WHERE position = 50`, async () => {
      const { code, said } = await json('verify');
      expect(code).toBe(EXIT.damaged);
      expect(said).toMatchObject({ intact: false, first: { kind: 'modified', position: '0000000000000050' } });
      const { out } = await evidesk('verify');
      expect(out).toMatch(/^NOT INTACT: /);
      expect(out).toContain('first bad: modified  ');
    });
  });

  it('looks at one stream', async () => {
    const { said } = await json('replay', number);
    const stream = `incident-${String(said['id'])}`;
    expect(await json('verify', '--stream', stream)).toMatchObject({
      code: EXIT.ok,
      said: { intact: true, streams: 1 },
    });
    const tamper = `UPDATE events SET type = 'x' WHERE stream_id = (SELECT id FROM streams WHERE name = '${stream}') AND revision = 1`;
    await tampered(tamper, async () => {
      const { code, said: bad } = await json('verify', '--stream', stream);
      expect(code).toBe(EXIT.damaged);
      expect(bad['first']).toMatchObject({ kind: 'modified', stream, revision: 1 });
    });
    expect((await evidesk('verify', '--stream', 'nothing')).code).toBe(EXIT.notFound);
    expect((await evidesk('verify', '--stream', 'seals')).code).toBe(EXIT.usage);
  });

  it('holds the store to a seal and a key that somebody knows', async () => {
    const { said } = await json('verify');
    const [key] = said['keys'] as string[];
    expect((await evidesk('verify', '--seal', said.newestSeal.hash, '--key', key as string)).code).toBe(EXIT.ok);
    expect((await evidesk('verify', '--seal', 'a'.repeat(64))).code).toBe(EXIT.damaged);
    expect((await evidesk('verify', '--key', 'b'.repeat(64))).code).toBe(EXIT.damaged);
    expect((await evidesk('verify', '--key', 'no such file')).code).toBe(EXIT.usage);
    expect((await evidesk('verify', '--seal', 'no hash')).code).toBe(EXIT.usage);
  });
});

describe('evidesk export', () => {
  it('writes a bundle of the incident and its change that can be checked without the store', async () => {
    const out = join(folder, 'bundle');
    const { code, said } = await json('export', '--incident', number, '--proof', '--out', out);
    expect(code).toBe(EXIT.ok);
    expect(Object.keys(said['streams'] as object).map((stream) => stream.split('-')[0])).toEqual(
      expect.arrayContaining(['incident', 'change']),
    );
    expect(said).toMatchObject({ unsealed: 0, newestSeal: { hash: expect.any(String) } });
    expect(readdirSync(out)).toEqual(expect.arrayContaining(['README.md', 'events.jsonl', 'manifest.json']));
    const elsewhere = { EVIDESK_DATA: join(folder, 'nowhere') };
    expect(await json('verify', '--bundle', out)).toMatchObject({ code: EXIT.ok, said: { intact: true } });
    expect(existsSync(elsewhere.EVIDESK_DATA)).toBe(false);
    expect((await evidesk('export', '--incident', number, '--proof', '--out', out)).code).toBe(EXIT.usage);
  });

  it('writes it as an archive, which is found out when it was tampered with', async () => {
    const out = join(folder, 'bundle.tar.gz');
    expect((await evidesk('export', '--incident', number, '--proof', '--out', out)).code).toBe(EXIT.ok);
    expect((await json('verify', '--bundle', out)).said).toMatchObject({ intact: true });
    const { said } = await json('verify');
    expect((await evidesk('verify', '--bundle', out, '--seal', said.newestSeal.hash)).code).toBe(EXIT.ok);
    expect((await evidesk('verify', '--bundle', out, '--seal', 'c'.repeat(64))).code).toBe(EXIT.damaged);
    expect((await evidesk('verify', '--bundle', join(env.EVIDESK_DATA, 'events.db'))).code).toBe(EXIT.damaged);
    expect((await evidesk('verify', '--bundle', join(folder, 'none'))).code).toBe(EXIT.notFound);
  });

  it('writes the events alone', async () => {
    const { code, out } = await evidesk('export', '--incident', number);
    expect(code).toBe(EXIT.ok);
    expect(JSON.parse(out.split('\n')[0] as string)).toMatchObject({
      revision: 0,
      event: { type: 'incident.recorded' },
    });
    expect((await evidesk('export', '--incident', 'INC-190001-000001')).code).toBe(EXIT.notFound);
  });
});

describe('evidesk seal-key', () => {
  it('shows the key, changes it, and history is held to both', async () => {
    const before = (await json('seal-key', 'show')).said;
    expect(before).toMatchObject({ signs: true, history: [{ keyId: before['keyId'] }] });
    expect(statSync(before['file'] as string).mode & 0o777).toBe(0o600);
    const { said } = await json('seal-key', 'rotate');
    expect(said).toMatchObject({ previousKeyId: before['keyId'] });
    const after = (await json('seal-key', 'show')).said;
    expect(after).toMatchObject({ keyId: said['keyId'], signs: true });
    expect(after['history']).toHaveLength(2);
    expect((await evidesk('verify', '--key', before['keyId'] as string)).code).toBe(EXIT.ok);
    expect(readFileSync(after['file'] as string, 'utf8')).toContain('PRIVATE KEY');
  });

  it('changes it, and seals, through the server that has the store', async () => {
    const config = loadConfig({ ...env, EVIDESK_RUNNERS: 'inline' });
    const server = await startServer(config, {}, createLogger({ level: 'silent', name: 'evidesk' }));
    try {
      await server.ready;
      await writeServerFile(config, { url: server.url, pid: process.pid, startedAt: '2026-11-21T08:30:00.000Z' });
      const { code, said } = await json('seal-key', 'rotate');
      expect([code, (await json('seal-key', 'show')).said['keyId']]).toEqual([EXIT.ok, said['keyId']]);
      const out = join(folder, 'by-server');
      const exported = await json('export', '--incident', number, '--proof', '--out', out);
      expect(exported).toMatchObject({ code: EXIT.ok, err: '', said: { unsealed: 0 } });
      expect((await json('verify')).said).toMatchObject({ intact: true });
    } finally {
      await server.close();
      await removeServerFile(config);
    }
  }, 60_000);

  it('says so where there is no store', async () => {
    const code = await run(['seal-key', 'rotate'], {
      env: { EVIDESK_DATA: join(folder, 'none') },
      stdout: { write: () => undefined },
      stderr: { write: () => undefined },
      watched: false,
    });
    expect(code).toBe(EXIT.notFound);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});
