import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { verifyStore } from '@evidesk/audit-proof';
import { EVENT_STORE, type EventStore, STORED_EVENTS } from '@evidesk/event-store';
import { ERASED, START } from '@evidesk/kernel';
import { SystemClock } from '@evidesk/platform';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { rebuildView } from '@evidesk/runtime';
import { PERSONAL_VIEWS } from '@evidesk/worker';
import { type Client, incidentBody, openDesk, type TestDesk } from '../support/desk.js';

/** In every personal text of one person, and nowhere else. */
const MARK = 'zqmarker';
/** Bodies of answers are looked into as they are. */
type Answered = ReturnType<typeof JSON.parse>;

const marked = (what: string) => `${MARK} ${what}`;

let desk: TestDesk;
let folder: string;
let clerk: Client;
let auditor: Client;
let officer: Client;
let second: Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evidesk-erasure-'));
  desk = await openDesk({ EVIDESK_DATA: folder });
  clerk = await desk.as('service_desk', 'l2', 'incident_manager');
  auditor = await desk.as('auditor', 'process_admin', 'incident_manager');
  officer = await desk.as('privacy');
  second = await desk.as('privacy', 'qc');
}, 60_000);

afterAll(async () => {
  await desk.close();
  await rm(folder, { recursive: true, force: true });
});

const ok = async (asked: PromiseLike<{ readonly status: number; readonly body: Answered; readonly text: string }>) => {
  const answered = await asked;
  if (answered.status >= 300) throw new Error(`${answered.status} ${answered.text}`);
  return answered.body;
};

const RECORD = {
  title: marked('title'),
  description: marked('description'),
  reporter: marked('reporter'),
  contact: `${MARK}@example.com`,
  reporterId: `${MARK}-user`,
};

/** An incident with the mark in everything that is personal, closed. */
async function recordMarked(): Promise<{ readonly id: string; readonly number: string }> {
  const { id } = await ok(clerk.post('/v1/incidents', incidentBody(RECORD)));
  const at = `/v1/incidents/${id}`;
  await ok(clerk.post(`${at}/comments`, { text: marked('comment') }));
  await ok(clerk.post(`${at}/corrections`, { changes: { contact: `${MARK}2@example.com` }, reason: marked('reason') }));
  await ok(
    clerk
      .post(`${at}/attachments?name=${MARK}.txt`, undefined, { 'content-type': 'application/octet-stream' })
      .send(Buffer.from(marked('file'))),
  );
  await ok(clerk.post(`${at}/cancellations`, { reason: marked('cancelled') }));
  return ok(clerk.get(at));
}

async function filesWith(text: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if ((await readFile(path)).includes(text)) found.push(path.slice(folder.length + 1));
  }
  return found.sort();
}

async function untilErased(person: string): Promise<Answered> {
  for (;;) {
    const erasure = await ok(officer.get(`/v1/people/${person}/erasure`));
    if (erasure.status === 'erased') return erasure;
    await sleep(100);
  }
}

const eventStore = () => desk.server.app.get<EventStore>(EVENT_STORE);
const storedEvents = () => desk.server.app.get<EventStore>(STORED_EVENTS);
const readStore = () => desk.server.app.get<ReadStore>(READ_STORE);

async function dump(collection: string): Promise<string> {
  const projection = PERSONAL_VIEWS.find(({ name }) => name === collection);
  if (projection === undefined) throw new Error(`no view ${collection}`);
  const { items } = await readStore().find(projection.collection, { limit: 1_000 });
  return JSON.stringify(items);
}

describe('erasing a person', () => {
  it('leaves nothing of him in any file, view, route or export, and everything else as it was', async () => {
    const other = await ok(
      clerk.post('/v1/incidents', incidentBody({ reporter: 'Zhao', contact: 'zhao@example.com' })),
    );
    const { id, number } = await recordMarked();
    const paths = [
      `/v1/incidents/${id}`,
      `/v1/incidents?limit=100`,
      `/v1/incidents/${id}/history`,
      `/v1/incidents/${id}/history?format=jsonl`,
      `/v1/incidents/${id}/history?format=csv`,
      `/v1/incidents/${id}/history?format=html`,
      `/v1/incidents/${id}/attachments`,
      `/v1/queues`,
      `/v1/audit?limit=200`,
      `/v1/audit/accesses`,
      `/v1/events?limit=1000`,
      `/v1/notifications`,
      `/v1/reports/2026-01?format=html`,
      `/v1/reports/2026-01?format=csv`,
      `/v1/problems`,
      `/v1/coordination-forms`,
    ];
    const shown = async () => {
      const texts: string[] = [];
      for (const path of paths) {
        const answered = await auditor.after(clerk).get(path).set('accept', '*/*');
        texts.push(answered.text ?? JSON.stringify(answered.body));
      }
      // What the feed of events, which never ends, hands out.
      const feed: unknown[] = [];
      for await (const event of eventStore().readAll({ after: START })) feed.push(event);
      texts.push(JSON.stringify(feed));
      const bundle = await auditor
        .get(`/v1/incidents/${id}/evidence`)
        .buffer(true)
        .parse(bytesOf as never);
      return [...texts, gunzipSync(bundle.body as Buffer).toString()];
    };
    const before = await shown();
    expect(before.filter((text) => text.includes(MARK)).length).toBeGreaterThan(5);
    // Evidence is over what is stored: it never held what was sealed.
    expect(before.at(-1)).not.toContain(MARK);
    const numbers = figuresOf(await ok(auditor.get('/v1/reports/2026-01')));
    if (desk.config.embedded) expect(await filesWith(MARK)).not.toEqual([]);
    expect((await filesWith(MARK)).filter((file) => file.startsWith('events.db'))).toEqual([]);

    const found = await ok(officer.post('/v1/people/searches', { incident: number }));
    expect(found.items).toEqual([{ id: expect.any(String), hasPersonalData: true, incidents: 1, openIncidents: 0 }]);
    const [{ id: person }] = found.items;
    expect(await ok(officer.post('/v1/people/searches', { contact: RECORD.contact, name: RECORD.reporter }))).toEqual(
      found,
    );
    expect(await ok(officer.post('/v1/people/searches', { userId: RECORD.reporterId }))).toEqual(found);
    const asked = await officer.post(`/v1/people/${RECORD.reporterId}/erasure`, { reason: 'He asked us to' });
    expect([asked.status, asked.body.id]).toEqual([202, person]);
    const approval = `/v1/people/${person}/erasure/approval`;
    const own = await officer.post(approval, {});
    expect([own.status, own.body.code]).toEqual([403, 'person.same-person']);
    expect((await second.post(approval, {})).status).toBe(202);
    const erasure = await untilErased(person);
    expect(erasure.result).toMatchObject({ keys: 1, incidents: 1, files: 1 });

    expect(await filesWith(MARK)).toEqual([]);
    const after = await shown();
    expect([...paths, 'feed'].filter((_, at) => after[at]?.includes(MARK))).toEqual([]);
    expect(after.at(-1)).not.toContain(MARK);
    const incident = await ok(auditor.get(`/v1/incidents/${id}`));
    expect(incident).toMatchObject({ number, status: 'cancelled', reporter: ERASED, contact: ERASED, erased: true });
    expect(incident.reporterId).toBeUndefined();
    expect(await ok(auditor.get(`/v1/incidents/${other.id}`))).toMatchObject({ reporter: 'Zhao' });
    expect(figuresOf(await ok(auditor.get('/v1/reports/2026-01')))).toEqual(numbers);
    const verified = await verifyStore({ eventStore: storedEvents(), consecutive: true });
    expect(verified.findings).toEqual([]);
  }, 90_000);

  it('builds the same views anew as there are', async () => {
    const live = new Map<string, string>();
    for (const { name } of PERSONAL_VIEWS) live.set(name, await dump(name));
    for (const projection of PERSONAL_VIEWS) {
      const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
      await rebuildView(projection, {
        eventStore: eventStore(),
        readStore: readStore(),
        clock: new SystemClock(),
        logger: logger,
      });
      expect(await dump(projection.name)).toBe(live.get(projection.name));
    }
  }, 60_000);

  it('goes on with who comes back, under a new key', async () => {
    const { id } = await ok(clerk.post('/v1/incidents', incidentBody(RECORD)));
    expect(await ok(auditor.after(clerk).get(`/v1/incidents/${id}`))).toMatchObject({ reporter: RECORD.reporter });
    const [first] = (await ok(officer.post('/v1/people/searches', { userId: RECORD.reporterId }))).items;
    expect(first).toMatchObject({ hasPersonalData: true, incidents: 2, openIncidents: 1 });
    let found = false;
    for await (const event of storedEvents().readAll({ after: START })) found ||= JSON.stringify(event).includes(MARK);
    expect(found).toBe(false);
  });

  it('answers what can not be with a problem', async () => {
    const codeOf = async (asked: PromiseLike<{ readonly status: number; readonly body: Answered }>) => {
      const { status, body } = await asked;
      return [status, body.code];
    };
    const nobody = '/v1/people/00000000-0000-8000-8000-000000000000/erasure';
    expect(await codeOf(officer.post(nobody, { reason: 'x' }))).toEqual([404, 'person.not-found']);
    expect(await codeOf(officer.get(nobody))).toEqual([404, 'person.not-found']);
    expect(await codeOf(officer.post('/v1/people/searches', {}))).toEqual([400, 'request.invalid']);
    expect(await codeOf(clerk.post('/v1/people/searches', { name: 'Zhao' }))).toEqual([403, 'auth.role-not-permitted']);
    const { items } = await ok(officer.post('/v1/people/searches', { name: ' zhao ', contact: 'ZHAO@example.com' }));
    const zhao = `/v1/people/${items[0].id}/erasure`;
    expect(await codeOf(second.post(`${zhao}/approval`, {}))).toEqual([409, 'person.no-erasure-requested']);
    expect((await officer.post(zhao, { reason: 'x' })).status).toBe(202);
    expect(await codeOf(second.post(zhao, { reason: 'x' }))).toEqual([409, 'person.erasure-pending']);
    expect(await codeOf(officer.post(`${zhao}/refusal`, { reason: 'x' }))).toEqual([403, 'person.same-person']);
    expect((await second.post(`${zhao}/refusal`, { reason: 'A court wants it' })).status).toBe(200);
    expect(await ok(auditor.get(zhao))).toMatchObject({ status: 'refused', decision: 'A court wants it' });
    expect((await officer.post(zhao, { reason: 'x' })).status).toBe(202);
    expect((await officer.post(`${zhao}/withdrawal`, {})).status).toBe(200);
    expect(await codeOf(officer.post(`${zhao}/withdrawal`, {}))).toEqual([409, 'person.no-erasure-requested']);
  });
});

/** A report without when it was made. */
const figuresOf = (report: object): string =>
  JSON.stringify(report, (key, value: unknown) => (key === 'madeAt' || key === 'asOfPosition' ? undefined : value));

function bytesOf(response: NodeJS.ReadableStream, done: (error: Error | null, body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  response.on('data', (chunk: Buffer) => chunks.push(Buffer.from(chunk)));
  response.on('end', () => done(null, Buffer.concat(chunks)));
}
