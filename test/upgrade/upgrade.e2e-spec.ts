import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { verifyStore } from '@evidesk/audit-proof';
import { EVENT_STORE, type EventStore, STORED_EVENTS, StoreTooNew } from '@evidesk/event-store';
import { loadConfig } from '@evidesk/platform';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { openEventStore, openReadStore } from '@evidesk/worker';
import Database from 'better-sqlite3';
import { type Client, openDesk, type TestDesk } from '../support/desk.js';
import { dumpViews, rebuildViews } from '../support/views.js';
import {
  type Answers,
  answersOf,
  contentOf,
  differences,
  earlierVersions,
  type Json,
  unpackDesk,
} from './earlier-desk.js';

/** What is told elsewhere now: since clocks there is a pause of each clock. */
const MOVED = 'pauses';

describe.each(earlierVersions())('a data folder of %s', (version) => {
  const before: Answers = answersOf(version);
  const ids = Object.keys(before.incidents);
  let data: string;
  let desk: TestDesk;
  let manager: Client;
  let staff: Client;
  let events: EventStore;
  /** The last position of the older version: deadlines may have come due since. */
  let end: string;

  beforeAll(async () => {
    data = unpackDesk(version);
    const old = new Database(join(data, 'events.db'), { readonly: true });
    end = String(old.prepare('SELECT max(position) FROM events').pluck().get()).padStart(16, '0');
    old.close();
    desk = await openDesk({ EVIDESK_DATA: data, EVENTSTORE_URL: '', MONGODB_URL: '' });
    events = desk.server.app.get<EventStore>(EVENT_STORE);
    manager = await desk.as('incident_manager');
    staff = await desk.as('service_desk');
  }, 60_000);
  afterAll(async () => {
    await desk.close();
    rmSync(data, { recursive: true, force: true });
  });

  /** As it is once all views have come as far as the events are now. */
  const read = async (path: string, by = manager): Promise<Json> => {
    const { body } = await by
      .get(path)
      .set('evidesk-after', await events.head())
      .expect(200);
    return body as Json;
  };
  const history = async (id: string): Promise<readonly Json[]> => {
    const items: Json[] = [];
    let page: Json = {};
    do {
      const cursor = page['next'] === undefined ? '' : `&cursor=${encodeURIComponent(String(page['next']))}`;
      page = await read(`/v1/incidents/${id}/history?limit=200${cursor}`);
      items.push(...(page['items'] as readonly Json[]));
    } while (page['next'] !== undefined);
    return items;
  };

  it('is some dozens of incidents in every status', () => {
    const statuses = new Set(Object.values(before.incidents).map(({ status }) => status));
    expect(ids.length).toBeGreaterThan(36);
    expect(statuses).toEqual(new Set(['new', 'in_progress', 'pending', 'resolved', 'closed', 'cancelled']));
  });

  it('opens: all that was said of each incident is said again', async () => {
    const found: string[] = [];
    for (const id of ids) {
      const { allowedCommands, [MOVED]: _, ...said } = before.incidents[id] as Json;
      let now = await read(`/v1/incidents/${id}`);
      if (now['revision'] !== said['revision']) now = await read(`/v1/incidents/${id}?asOf=${end}`);
      found.push(...differences(said, now, id));
      expect(now['allowedCommands']).toEqual(expect.arrayContaining(allowedCommands as string[]));
    }
    expect(found).toEqual([]);
  }, 60_000);

  it('keeps each line of each history, and puts nothing between them', async () => {
    const found: string[] = [];
    for (const id of ids) {
      const now = await history(id);
      for (const [line, { changes, ...said }] of (before.histories[id] ?? []).entries()) {
        found.push(...differences(said, now[line], `${id}/${line}`));
        const kept = (changes as readonly Json[]).filter(({ field }) => field !== MOVED);
        expect(now[line]?.['changes']).toEqual(expect.arrayContaining([...kept]));
      }
    }
    expect(found).toEqual([]);
  }, 60_000);

  it('keeps each change request', async () => {
    for (const [id, { allowedCommands: _, ...said }] of Object.entries(before.changes))
      expect(differences(said, await read(`/v1/changes/${id}`), id)).toEqual([]);
  });

  it('counts the same figures', async () => {
    for (const [period, { asOfPosition: _, ...said }] of Object.entries(before.kpis)) {
      const now = differences(said, await read(`/v1/reports/kpis/${period}`), period);
      const then =
        now.length === 0 ? [] : differences(said, await read(`/v1/reports/kpis/${period}?asOf=${end}`), period);
      expect(then).toEqual([]);
    }
  });

  it('goes on: commands on its incidents are carried out, by their own profile', async () => {
    const withStatus = (status: string) =>
      ids.filter((id) => before.incidents[id]?.['status'] === status).map((id) => `/v1/incidents/${id}`);
    const [fresh = ''] = withStatus('new');
    await staff.post(`${fresh}/classification`, {}).expect(200);
    await staff
      .post(`${fresh}/support-records`, { tier: 'service_desk', supporter: 'Li', diagnosis: 'full', resolved: true })
      .expect(200);
    await staff.post(`${fresh}/resolutions`, {}).expect(200);
    await staff
      .post(`${fresh}/solutions`, { solution: 'done', handlingProcess: 'by hand', cause: 'system' })
      .expect(200);
    await staff.post(`${fresh}/confirmations`, { evidence: 'called' }).expect(200);
    await staff.post(`${fresh}/closures`, { outcome: 'resolved' }).expect(200);
    expect(await read(fresh)).toMatchObject({ status: 'closed', outcome: 'resolved' });
    const [closed = ''] = withStatus('closed');
    await staff.post(`${closed}/rejections`, { reason: 'too late' }).expect(409);
    await staff.post(`${closed}/follow-ups`, { result: 'still content' }).expect(200);
    for (const path of withStatus('in_progress')) await staff.post(`${path}/comments`, { text: 'goes on' }).expect(200);
    const { body } = await staff.post('/v1/incidents', {
      description: 'new',
      type: 'failure',
      priority: 'P3',
      source: 'user_report',
      channel: 'phone',
      discoveredAt: '2026-11-01T01:00:00Z',
      reporter: 'x',
      contact: 'x',
    });
    const numbers = Object.values(before.incidents).map(({ number }) => number);
    expect(numbers).not.toContain(body.number);
  });

  it('has views that equal a rebuild, and chains and seals that verify', async () => {
    await read('/v1/incidents');
    const readStore = desk.server.app.get<ReadStore>(READ_STORE);
    const live = await dumpViews(readStore);
    await rebuildViews(events, readStore);
    expect(await dumpViews(readStore)).toEqual(live);
    const stored = desk.server.app.get<EventStore>(STORED_EVENTS);
    const { intact, findings } = await verifyStore({ eventStore: stored, consecutive: true });
    expect({ intact, findings }).toEqual({ intact: true, findings: [] });
  }, 60_000);
});

describe('a data folder of a newer version', () => {
  const [version = ''] = earlierVersions();
  let data: string;
  beforeEach(() => (data = unpackDesk(version)));
  afterEach(() => rmSync(data, { recursive: true, force: true }));

  const stamp = (name: string, format: number) => {
    const db = new Database(join(data, name));
    db.pragma(`user_version = ${format}`);
    db.close();
  };

  it('is refused by name, and nothing in it is touched', async () => {
    stamp('events.db', 2);
    const before = contentOf(data);
    const config = loadConfig({ EVIDESK_DATA: data });
    await expect(openEventStore(config, 'write')).rejects.toThrow(StoreTooNew);
    await expect(openEventStore(config, 'read')).rejects.toThrow(
      `${join(data, 'events.db')} was made by a newer version`,
    );
    await expect(openDesk({ EVIDESK_DATA: data, EVENTSTORE_URL: '', MONGODB_URL: '' })).rejects.toThrow('format 2');
    expect(contentOf(data)).toEqual(before);
  });

  it('is refused too when only its views are newer: without them, they are built anew', async () => {
    stamp('views.db', 2);
    const config = loadConfig({ EVIDESK_DATA: data });
    const before = contentOf(data);
    await expect(openReadStore(config)).rejects.toThrow('delete the file to have the views built anew');
    expect(contentOf(data)).toEqual(before);
  });
});
