import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryInvalid, loadDirectory } from './load-directory.js';

const SECRET = `whsec_${Buffer.alloc(24, 'k').toString('base64')}`;
const YAML = `locale: en
people:
  - { id: han, name: Han Mei, email: han@example.com, locale: zh-CN, roles: [l2], groups: [mail], skills: [exchange] }
  - { id: li, name: Li Lei, roles: [l2, incident_manager], groups: [mail] }
groups:
  - { code: mail, labels: { en: Mail, zh-CN: 邮件组 } }
  - { code: network, email: network@example.com }
roles:
  incident_manager: { email: manager@example.com }
webhooks:
  - { name: chat, url: 'https://chat.example.com/hook', secretEnv: CHAT_SECRET, events: [sla_breached] }
  - { name: pager, url: 'http://127.0.0.1:9/', secretFile: pager.secret }
`;

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'evidesk-directory-'));
  await writeFile(join(dataDir, 'pager.secret'), `${SECRET}\n`);
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const env = { CHAT_SECRET: SECRET };
async function load(yaml: string, environment: Record<string, string> = env) {
  await writeFile(join(dataDir, 'directory.yaml'), yaml);
  return loadDirectory({ dataDir, env: environment });
}
async function refusal(yaml: string, environment: Record<string, string> = env): Promise<readonly string[]> {
  const error: unknown = await load(yaml, environment).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof DirectoryInvalid)) throw new Error('it was not refused', { cause: error });
  expect(error.message).not.toContain(SECRET);
  return error.problems.map(({ line, message }) => `${line} ${message}`);
}

describe('The directory', () => {
  it('S4-52 says who there is, by id, group, role and skill', async () => {
    const directory = await load(YAML);
    expect(directory.person('han')).toMatchObject({ name: 'Han Mei', skills: ['exchange'] });
    expect(directory.person('nobody')).toBeUndefined();
    const ids = (people: readonly { readonly id: string }[]) => people.map(({ id }) => id);
    expect(ids(directory.membersOf('mail'))).toEqual(['han', 'li']);
    expect(ids(directory.withRole('l2'))).toEqual(['han', 'li']);
    expect(ids(directory.withSkill('exchange'))).toEqual(['han']);
    expect([...directory.membersOf('x'), ...directory.withRole('x'), ...directory.withSkill('x')]).toEqual([]);
  });

  it('S4-52 says where they are written to, and in which language', async () => {
    const directory = await load(YAML);
    expect(directory.mailboxOfPerson('han')).toEqual({ addresses: ['han@example.com'], locale: 'zh-CN' });
    expect(directory.mailboxOfPerson('li')).toEqual({ addresses: [], locale: 'en' });
    expect(directory.mailboxOfGroup('network')).toEqual({ addresses: ['network@example.com'], locale: 'en' });
    expect(directory.mailboxOfGroup('mail')).toEqual({ addresses: ['han@example.com'], locale: 'en' });
    expect(directory.mailboxOfRole('incident_manager')).toEqual({ addresses: ['manager@example.com'], locale: 'en' });
    expect(directory.mailboxOfRole('l2')).toEqual({ addresses: ['han@example.com'], locale: 'en' });
    expect(directory.mailboxOfRole('qc')).toEqual({ addresses: [], locale: 'en' });
  });

  it('S4-52 knows webhooks with their secrets, and shows those to no log', async () => {
    const directory = await load(YAML);
    expect(directory.webhook('chat')?.secret()).toBe(SECRET);
    expect(directory.webhook('pager')?.secret()).toBe(SECRET);
    expect(directory.webhook('chat')?.listensFor('closed')).toBe(false);
    expect(directory.webhook('chat')?.listensFor('sla_breached')).toBe(true);
    expect(directory.webhook('pager')?.listensFor('closed')).toBe(true);
    expect(JSON.stringify(directory)).not.toContain(SECRET);
  });

  it('is empty where there is no file, or nothing in it', async () => {
    const none = await loadDirectory({ dataDir, env });
    expect([none.person('han'), none.webhooks, none.locale]).toEqual([undefined, [], 'zh-CN']);
    expect((await load('# nothing yet\n')).webhooks).toEqual([]);
  });

  it('must be there when it is named', async () => {
    const named = loadDirectory({ file: join(dataDir, 'other.yaml'), dataDir, env });
    await expect(named).rejects.toThrow(/other\.yaml:0: there is no such file/);
  });

  it.each<[string, string, readonly string[]]>([
    ['is no YAML', 'people: [', ['1 Flow']],
    ['has an unknown member', 'people:\n  - { id: a, name: A, phone: 1 }', ['2 /people/0/phone: phone is not']],
    ['lacks a member', 'people:\n  - { id: a, name: A }\n  - { id: b }', ['3 /people/1: name is missing']],
    ['has what is no address', 'roles:\n  l1:\n    email: Desk <a@b>', ['3 /roles/l1/email: must match']],
    ['has a person twice', 'people:\n  - { id: a, name: A }\n  - { id: a, name: B }', ['3 /people/1/id: a is there']],
    [
      'names a group that is not there',
      'people:\n  - { id: a, name: A, groups: [x] }',
      ['2 /people/0/groups/0: there'],
    ],
    [
      'names an occasion that is not there',
      'webhooks:\n  - { name: a, url: "http://a/", secretEnv: A, events: [x] }',
      ['2 /webhooks/0/events/0: must be one of: recorded'],
    ],
    [
      'has a webhook by another protocol',
      'webhooks:\n  - { name: a, url: "ftp://a/", secretEnv: A }',
      ['2 /webhooks/0/url: must be an http'],
    ],
    [
      'has a webhook with a password',
      'webhooks:\n  - { name: a, url: "http://u:p@a/", secretEnv: A }',
      ['2 /webhooks/0/url: must not hold'],
    ],
    ['has a webhook without a secret', 'webhooks:\n  - { name: a, url: "http://a/" }', ['2 /webhooks/0: needs one of']],
    [
      'has a secret among the settings',
      'webhooks:\n  - { name: a, url: "http://a/", secretEnv: EVIDESK_X }',
      ['2 /webhooks/0/secretEnv: must not begin'],
    ],
  ])('is refused with its line where it %s', async (_what, yaml, expected) => {
    const problems = await refusal(yaml);
    expect(problems.map((problem, index) => problem.slice(0, expected[index]?.length))).toEqual(expected);
  });

  it.each([
    ['is not there', {}, 'the environment variable CHAT_SECRET holds no secret'],
    ['is too short', { CHAT_SECRET: 'whsec_aaaa' }, 'must hold whsec_ and 24 to 64 bytes in base64'],
    ['is of another kind', { CHAT_SECRET: `${SECRET}!` }, 'must hold whsec_ and 24 to 64 bytes in base64'],
  ])('S4-52 is refused when a secret %s', async (_what, environment, expected) => {
    const [problem, ...others] = await refusal(YAML, environment);
    expect(problem).toMatch(/^11 webhook chat: /);
    expect(problem).toContain(expected);
    expect(others).toEqual([]);
  });
});
