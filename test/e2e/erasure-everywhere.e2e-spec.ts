import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, run } from '@evidesk/cli';
import { ERASED } from '@evidesk/kernel';
import { createLogger, LocalTokens } from '@evidesk/platform';
import readXlsxFile from 'read-excel-file/node';
import { MailServer } from '../../libs/notifications/testing/mail-server.js';
import { type Client, openDesk, type TestDesk } from '../support/desk.js';
import { listenTo } from '../support/event-stream.js';

/** In every personal text that comes in or goes out, and nowhere else. */
const MARK = 'zqeverywhere';
const ADDRESS = `${MARK}@example.com`;
/** Bodies of answers are looked into as they are. */
type Answered = ReturnType<typeof JSON.parse>;

let folder: string;
let data: string;
let mail: MailServer;
let desk: TestDesk;
const lines: string[] = [];
let gateway: Client;
let agent: Client;
let engineer: Client;
let manager: Client;
let officer: Client;
let second: Client;
let month: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evidesk-erasure-everywhere-'));
  data = join(folder, 'data');
  mail = await new MailServer().up();
  const logger = createLogger({ level: 'trace', name: 'test' }, { write: (line: string) => void lines.push(line) });
  desk = await openDesk(
    {
      EVIDESK_DATA: data,
      EVIDESK_LOG_LEVEL: 'trace',
      EVIDESK_SMTP_URL: mail.url,
      EVIDESK_MAIL_FROM: 'Service desk <desk@example.com>',
    },
    logger,
  );
  [gateway, agent, engineer, manager, officer, second] = await Promise.all([
    desk.as('mail_gateway'),
    desk.as('service_desk'),
    desk.as('l2'),
    desk.as('incident_manager', 'auditor', 'process_admin'),
    desk.as('privacy'),
    desk.as('privacy', 'qc'),
  ]);
  // By which the command line finds the server.
  const server = { url: desk.server.url, pid: process.pid, startedAt: new Date().toISOString() };
  await writeFile(join(data, 'server.json'), JSON.stringify(server));
  month = new Date().toISOString().slice(0, 7);
}, 60_000);

afterAll(async () => {
  await desk.close();
  await mail.down();
  await rm(folder, { recursive: true, force: true });
});

const ok = async (asked: PromiseLike<{ readonly status: number; readonly body: Answered; readonly text: string }>) => {
  const answered = await asked;
  if (answered.status >= 300) throw new Error(`${answered.status} ${answered.text}`);
  return answered.body;
};

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 200; tries += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(50);
  }
  throw new Error('it did not come about');
}

/** A mail of the person, with a file. */
const written = (subject: string) =>
  [
    `From: ${MARK} Person <${ADDRESS}>`,
    `Subject: ${subject}`,
    `Message-ID: <${randomUUID()}@example.com>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    `${MARK} writes: nobody can print.`,
    '--b',
    'Content-Type: text/plain',
    `Content-Disposition: attachment; filename="${MARK}.log"`,
    '',
    `${MARK} in a file ${randomUUID()}`,
    '--b--',
  ].join('\r\n');

const send = (raw: string) =>
  ok(
    gateway
      .post('/v1/inbound/email', undefined, { 'content-type': 'message/rfc822' })
      .serialize((body: unknown) => body as string)
      .send(raw as unknown as object),
  );

const notified = (incident: string, isMeant: (each: Answered) => boolean) =>
  until(async () => {
    const { items } = await ok(manager.get(`/v1/notifications?incident=${incident}`));
    return (items as Answered[]).find(isMeant);
  });

/** An incident by mail: answered, quoted in a to-do, refused by a mail server, handed over on a form, made a problem. */
async function tellEverybody(): Promise<{ readonly id: string; readonly number: string; readonly paths: string[] }> {
  mail.answer = () => undefined;
  const { incidentId: id } = await send(written(`${MARK} printer`));
  const { number } = await ok(agent.after(gateway).get(`/v1/incidents/${id}`));
  await notified(id, ({ status }) => status === 'delivered');
  expect(mail.received.at(-1)?.to).toEqual([ADDRESS]);
  await ok(agent.post(`/v1/incidents/${id}/assignments`, { engineer: 'test-l2', reason: 'knows it' }));
  mail.answer = () => ({ code: 550, message: `${MARK}: no such mailbox` });
  expect((await send(written(`Re: [${number}] ${MARK} again`))).incidentId).toBe(id);
  await notified(id, ({ occasion }) => occasion === 'commented');
  await ok(agent.post(`/v1/incidents/${id}/classification`, {}));
  await ok(agent.post(`/v1/incidents/${id}/holds`, { reason: 'user' }));
  await notified(id, ({ status }) => status === 'dead_lettered');
  const form = {
    incidentId: id,
    title: `${MARK} form`,
    description: `${MARK} on a form`,
    handedTo: { role: 'l3' },
    informationChange: true,
  };
  const raised = await ok(engineer.after(agent).post('/v1/coordination-forms', form));
  const problem = await until(async () => {
    const { items } = await ok(manager.after(engineer).get(`/v1/problems?incidentId=${id}`));
    return items[0] as { readonly id: string } | undefined;
  });
  const paths = [
    `/v1/incidents/${id}`,
    `/v1/incidents/${id}/history`,
    `/v1/incidents/${id}/history?format=html`,
    `/v1/incidents/${id}/attachments`,
    `/v1/incidents?limit=100`,
    `/v1/queues`,
    `/v1/notifications?incident=${id}`,
    `/v1/coordination-forms`,
    `/v1/coordination-forms/${raised.id}`,
    `/v1/problems`,
    `/v1/problems/${problem.id}`,
    `/v1/audit?limit=200`,
    `/v1/reports/${month}?format=html`,
    `/v1/reports/${month}?format=csv`,
    `/v1/reports/${month}?format=json`,
  ];
  return { id, number, paths };
}

async function evidesk(...argv: readonly string[]) {
  let [out, err] = ['', ''];
  const io = {
    env: { EVIDESK_DATA: data, EVIDESK_LOG_LEVEL: 'silent' },
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
    watched: false,
  };
  const code = await run(argv, io);
  return { code, out, err };
}

/** Writes everything that the desk exports, and answers the texts in it. */
async function exported(number: string, name: string): Promise<ReadonlyMap<string, string>> {
  const at = (file: string) => join(folder, `${name}-${file}`);
  const texts = new Map<string, string>();
  for (const file of ['log.xes', 'log.json', 'log.sqlite']) {
    const { code, err } = await evidesk('event-log', at(file));
    if (code !== EXIT.ok) throw new Error(err);
    texts.set(file, (await readFile(at(file))).toString('latin1'));
  }
  const events = await evidesk('export', '--incident', number, '--out', at('events.jsonl'));
  const bundle = await evidesk('export', '--incident', number, '--proof', '--out', at('bundle'));
  expect([events.code, bundle.code, bundle.err]).toEqual([EXIT.ok, EXIT.ok, '']);
  texts.set('events', await readFile(at('events.jsonl'), 'utf8'));
  for (const file of await readdir(at('bundle')))
    texts.set(`bundle ${file}`, await readFile(join(at('bundle'), file), 'utf8'));
  const xlsx = await manager
    .get(`/v1/reports/${month}?format=xlsx`)
    .buffer(true)
    .parse(bytesOf as never);
  texts.set('xlsx', JSON.stringify(await readXlsxFile(xlsx.body as Buffer)));
  return texts;
}

async function filesWith(text: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await readdir(data, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if ((await readFile(path)).includes(text)) found.push(path.slice(data.length + 1));
  }
  return found.sort();
}

const holding = (texts: ReadonlyMap<string, string>) => [...texts].filter(([, text]) => text.includes(MARK));

async function shown(paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const path of paths) {
    const { status, text, body } = await manager.get(path).set('accept', '*/*');
    expect([path, status]).toEqual([path, 200]);
    texts.set(path, text ?? JSON.stringify(body));
  }
  return texts;
}

describe('erasing a person of whom much was written', () => {
  it('leaves nothing of mails, notifications, forms, feeds and exports; older bundles and the desk still verify', async () => {
    const { id, number, paths } = await tellEverybody();
    const before = await shown(paths);
    for (const path of paths.filter((each) => !/audit|reports/.test(each)))
      expect([path, before.get(path)]).toEqual([path, expect.stringContaining(MARK)]);
    // Event logs and figures hold no texts of reporters; evidence holds boxes.
    expect(holding(await exported(number, 'before'))).toEqual([]);
    expect(await filesWith(MARK)).not.toEqual([]);

    const tokens = await LocalTokens.open(data, 600);
    const feed = `${desk.server.url}/v1/queues/all/events`;
    const token = await tokens.issue({ sub: 'follower', roles: ['service_desk'] });
    const follower = await listenTo(feed, token);
    const [first] = await follower.until(1);
    expect(JSON.stringify(first)).toContain(MARK);

    const [{ id: person }] = (await ok(officer.post('/v1/people/searches', { incident: number }))).items;
    await ok(officer.post(`/v1/people/${person}/erasure`, { reason: 'asked us to' }));
    await ok(second.post(`/v1/people/${person}/erasure/approval`, {}));
    await until(async () => {
      const { status } = await ok(officer.get(`/v1/people/${person}/erasure`));
      return status === 'erased' ? true : undefined;
    });

    expect(await filesWith(MARK)).toEqual([]);
    expect(holding(await shown(paths))).toEqual([]);
    expect(await ok(manager.get(`/v1/incidents/${id}`))).toMatchObject({ number, reporter: ERASED, title: ERASED });
    expect(holding(await exported(number, 'after'))).toEqual([]);
    await follower.ended;
    expect(follower.received.at(-1)).toMatchObject({ event: 'closed', data: { reason: 'interrupted' } });
    for (const last of [first?.id, undefined]) {
      const again = await listenTo(feed, token, last);
      const [anew] = await again.until(1);
      again.hangUp();
      expect([anew?.event, JSON.stringify(anew).includes(MARK)]).toEqual(['queue', false]);
    }
    expect(lines.filter((line) => line.includes(MARK))).toEqual([]);
    expect(lines.length).toBeGreaterThan(50);

    expect((await evidesk('verify', '--json')).code).toBe(EXIT.ok);
    for (const name of ['before', 'after']) {
      const bundle = join(folder, `${name}-bundle`);
      const { code, out } = await evidesk('verify', '--bundle', bundle, '--json');
      expect([name, code, JSON.parse(out)]).toEqual([name, EXIT.ok, expect.objectContaining({ intact: true })]);
    }
  }, 120_000);

  it('a bundle of before is checked without any desk', async () => {
    const away = join(folder, 'nowhere');
    const bundle = join(folder, 'before-bundle');
    const io = { env: { EVIDESK_DATA: away }, stdout: { write: () => 0 }, stderr: { write: () => 0 }, watched: false };
    expect(await run(['verify', '--bundle', bundle], io)).toBe(EXIT.ok);
    const [events] = (await readdir(bundle)).filter((file) => file.endsWith('.jsonl'));
    const file = join(bundle, events ?? '');
    await writeFile(file, (await readFile(file, 'utf8')).replace('incident.recorded', 'incident.recorder'));
    expect(await run(['verify', '--bundle', bundle], io)).toBe(EXIT.damaged);
  });
});

function bytesOf(response: NodeJS.ReadableStream, done: (error: Error | null, body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  response.on('data', (chunk: Buffer) => chunks.push(Buffer.from(chunk)));
  response.on('end', () => done(null, Buffer.concat(chunks)));
}
