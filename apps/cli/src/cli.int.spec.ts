import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteEventStore } from '@evidesk/event-store';
import { LocalTokens } from '@evidesk/platform';
import { shippedProfilesFolder } from '@evidesk/profiles';
import { EXIT, type ExitCode } from './exit-codes.js';
import { run } from './main.js';

interface Said {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

const data = mkdtempSync(join(tmpdir(), 'evidesk-cli-'));
const MONTH = ['--month', '2026-06', '--incidents', '40'];

async function evidesk(...argv: readonly string[]): Promise<Said> {
  return evideskWith({ EVIDESK_DATA: data, EVIDESK_LOG_LEVEL: 'silent' }, ...argv);
}

async function evideskWith(env: Readonly<Record<string, string>>, ...argv: readonly string[]): Promise<Said> {
  let out = '';
  let err = '';
  const stdout = { write: (text: string) => (out += text) };
  const stderr = { write: (text: string) => (err += text) };
  const code = await run(argv, { env, stdout, stderr, watched: false });
  return { code, out, err };
}

const json = async (...argv: readonly string[]) => {
  const { code, out } = await evidesk(...argv, '--json');
  const said: unknown = JSON.parse(out);
  return { code, said };
};

describe('evidesk', () => {
  beforeAll(async () => {
    const { code, err } = await evidesk('demo', '--seed', '5', ...MONTH);
    expect([code, err]).toEqual([EXIT.ok, '']);
  }, 120_000);
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  it.each([
    'serve',
    'token',
    'demo',
    'simulate',
    'import servicenow',
    'import csv',
    'replay',
    'rebuild',
    'runners',
    'parked',
    'profile publish',
    'profile show',
    'profile diff',
    'doctor',
    'verify',
    'export',
    'backup',
    'restore',
    'seal-key show',
    'seal-key rotate',
  ])('%s explains itself, --json and the exit codes', async (command) => {
    const { code, out } = await evidesk(...command.split(' '), '--help');
    expect(code).toBe(EXIT.ok);
    expect(out).toContain(`Usage: evidesk ${command}`);
    expect(out).toContain('--json');
    expect(out).toContain('Exit codes:');
  });

  it.each([
    [['token']],
    [['nonsense']],
    [['token', '--role', ' , ']],
    [['demo', '--month', '2026-13']],
    [['demo', '--incidents', '1']],
    [['profile', 'diff', 'std-4tier', 'one']],
    [['replay']],
  ])('ends with 2 for %j', async (argv) => {
    const { code, out, err } = await evidesk(...argv);
    expect([code, out]).toEqual([EXIT.usage, '']);
    expect(err).not.toBe('');
  });

  it('ends with 2 and names the setting when the environment makes no configuration', async () => {
    const { code, err } = await evideskWith({ EVIDESK_DATA: data, PORT: 'many' }, 'doctor');
    expect(code).toBe(EXIT.failed);
    expect(err).toBe('');
    const token = await evideskWith({ EVIDESK_DATA: data, PORT: 'many' }, 'token', '--role', 'l2');
    expect(token.code).toBe(EXIT.usage);
    expect(token.err).toContain('PORT');
  });

  describe('token', () => {
    it('prints the token and nothing else', async () => {
      const { code, out, err } = await evidesk('token', '--role', 'service_desk,l1', '--sub', 'li.na');
      expect([code, err]).toEqual([EXIT.ok, '']);
      const tokens = await LocalTokens.open(data, 3_600);
      await expect(tokens.verify(out.trim())).resolves.toEqual({ id: 'li.na', roles: ['service_desk', 'l1'] });
      expect(out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    });

    it('has a word for a role that the profile ships without, beside the token', async () => {
      const { code, out, err } = await evidesk('token', '--role', 'wizard');
      expect(code).toBe(EXIT.ok);
      expect(out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
      expect(err).toContain('wizard');
    });
  });

  it('S0-97 demo changes nothing the second time', async () => {
    const head = async () => {
      const store = openSqliteEventStore({ file: join(data, 'events.db'), mode: 'read' });
      return store.head().finally(() => store.close());
    };
    const before = await head();
    const { code, said } = await json('demo', '--seed', '5', ...MONTH);
    expect(code).toBe(EXIT.ok);
    expect(said).toMatchObject({ already: true, commands: 0, incidents: 40 });
    expect(await head()).toBe(before);
  });

  describe('replay', () => {
    it('tells who did what when, as it occurred and as it was recorded, before and after', async () => {
      const { code, out } = await evidesk('replay', 'INC-202606-000001');
      expect(code).toBe(EXIT.ok);
      expect(out).toContain('hash chain intact');
      expect(out).toMatch(/#1 {2}2026-06-.*incident\.classified {2}by [a-z.]+ \(service_desk, importer\)/);
      expect(out).toMatch(/ {4}recorded 20/);
      expect(out).toContain('status: new → in_progress');
    });

    it('says each event in words, in either language', async () => {
      const { said } = await json('replay', 'INC-202606-000001', '--lang', 'en');
      const [first] = (said as { entries: { sentence: string }[] }).entries;
      expect(first?.sentence).toMatch(/ recorded INC-202606-000001 as an incident for /);
      const { out } = await evidesk('replay', 'INC-202606-000001', '--lang', 'zh-CN');
      expect(out).toContain('登记了事件 INC-202606-000001');
      expect((await evidesk('replay', 'INC-202606-000001', '--lang', 'fr')).code).toBe(EXIT.usage);
    });

    it('stops behind a revision', async () => {
      const { said } = await json('replay', 'INC-202606-000001', '--as-of', '0');
      expect(said).toMatchObject({ chain: 'intact', state: { status: 'new' } });
      expect((said as { entries: unknown[] }).entries).toHaveLength(1);
    });

    it('ends with 5 for an incident that is not there', async () => {
      for (const incident of ['INC-202606-999999', 'nobody']) {
        const { code, err } = await evidesk('replay', incident);
        expect([code, err]).toEqual([EXIT.notFound, `evidesk: there is no incident ${incident}\n`]);
      }
    });
  });

  it('rebuild builds one view, or all, and knows their names', async () => {
    const { code, said } = await json('rebuild', 'queue');
    expect(code).toBe(EXIT.ok);
    expect(said).toEqual([expect.objectContaining({ view: 'queue', parked: 0, generation: 2 })]);
    expect((await evidesk('rebuild', 'nonsense')).code).toBe(EXIT.notFound);
    expect((await evidesk('rebuild', 'all')).out).toMatch(/^view .*\n(.+\n)*queue +\d+ +3 +0\n/);
  });

  it('runners shows each with its position, not running here', async () => {
    const { code, said } = await json('runners');
    expect(code).toBe(EXIT.ok);
    const { items } = said as { items: { name: string; behind: boolean; alive: boolean }[] };
    expect(items.map(({ name }) => name)).toEqual(expect.arrayContaining(['queue', 'change-trigger']));
    expect(items.filter(({ behind, alive }) => behind || alive)).toEqual([]);
    expect((await evidesk('runners')).out).toMatch(/^runner +kind/);
  });

  it('parked says that nothing is, and knows the runners', async () => {
    expect(await evidesk('parked')).toEqual({ code: EXIT.ok, out: 'nothing is parked\n', err: '' });
    expect((await json('parked', 'queue', '--replay')).said).toEqual({ items: [], replayRequested: false });
    expect((await evidesk('parked', 'nonsense')).code).toBe(EXIT.notFound);
  });

  describe('profile', () => {
    const shipped = join(shippedProfilesFolder(), 'std-4tier.yaml');
    const changed = join(data, 'changed.yaml');

    it('publishes a next version, says what differs, and shows it as YAML that can be published', async () => {
      const yaml = readFileSync(shipped, 'utf8').replace('version: V1.0', 'version: V1.1');
      writeFileSync(changed, yaml);
      expect((await json('profile', 'publish', shipped)).said).toMatchObject({ version: 1, published: false });
      expect((await json('profile', 'publish', changed, '--expect', '1')).said).toMatchObject({
        version: 2,
        published: true,
      });
      expect((await evidesk('profile', 'diff', 'std-4tier', '1')).out).toBe(
        '/document/version\n  - "V1.0"\n  + "V1.1"\n',
      );
      const { out } = await evidesk('profile', 'show', 'std-4tier');
      expect(out).toMatch(/^# std-4tier version 2 of 2, published /);
      writeFileSync(changed, out);
      expect((await json('profile', 'publish', changed)).said).toMatchObject({ version: 2, published: false });
    });

    it('refuses findings with their lines, and an unexpected version', async () => {
      const broken = join(data, 'broken.yaml');
      writeFileSync(broken, readFileSync(shipped, 'utf8').replace('to: closing }', 'to: nowhere }'));
      const { code, err } = await evidesk('profile', 'publish', broken);
      expect(code).toBe(EXIT.refused);
      expect(err).toMatch(/broken\.yaml:\d+:\d+: \/transitions/);
      writeFileSync(broken, readFileSync(shipped, 'utf8').replace('version: V1.0', 'version: V9'));
      expect((await evidesk('profile', 'publish', broken, '--expect', '7')).code).toBe(EXIT.refused);
      expect((await evidesk('profile', 'show', 'nope')).code).toBe(EXIT.notFound);
      expect((await evidesk('profile', 'publish', join(data, 'nope.yaml'))).code).toBe(EXIT.notFound);
    });
  });

  describe('a store that is in use', () => {
    it('ends writing commands with 4, while reading ones go on', async () => {
      const store = openSqliteEventStore({ file: join(data, 'events.db'), mode: 'write' });
      try {
        const { code, err } = await evidesk('demo');
        expect(code).toBe(EXIT.unavailable);
        expect(err).toContain('evidesk serve --demo');
        expect((await evidesk('replay', 'INC-202606-000001')).code).toBe(EXIT.ok);
      } finally {
        await store.close();
      }
    });
  });

  describe('doctor', () => {
    it('finds all well, every chain verified', async () => {
      const { code, said } = await json('doctor', '--deep');
      const { findings } = said as { findings: { name: string; status: string; detail: string }[] };
      expect(findings.filter(({ status }) => status === 'fail')).toEqual([]);
      expect(code).toBe(EXIT.ok);
      expect(findings.find(({ name }) => name === 'hash chains')?.detail).toMatch(/^\d+ streams, \d+ events verified$/);
    });

    it('finds a key that others can read', async () => {
      chmodSync(join(data, 'token.key'), 0o644);
      const { code, out } = await evidesk('doctor');
      chmodSync(join(data, 'token.key'), 0o600);
      expect(code).toBe(EXIT.failed);
      expect(out).toContain('FAIL  token key');
    });

    it('makes nothing where nothing is', async () => {
      const empty = join(data, 'empty');
      const { code, out } = await evideskWith({ EVIDESK_DATA: empty }, 'doctor');
      expect(code).toBe(EXIT.ok);
      expect(out).toContain('warn  data folder');
      expect(existsSync(empty)).toBe(false);
      expect((await evideskWith({ EVIDESK_DATA: empty }, 'runners')).code).toBe(EXIT.notFound);
    });
  });
});
