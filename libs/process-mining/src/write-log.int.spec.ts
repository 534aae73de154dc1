import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMemoryEventStore, type EventStore } from '@evidesk/event-store';
import { history } from '@evidesk/testing';
import Database from 'better-sqlite3';
import { deskLog } from './desk-log.js';
import { type LogFormat, writeLog } from './write-log.js';

const move = (from: string, to: string, tier: string) => ({ from, to, tier, waitsFor: [tier] });
const recorded = {
  number: 'INC-202611-000001',
  profile: { name: 'std-4tier', version: 1 },
  timeZone: 'Asia/Shanghai',
  stage: 'classification',
  tier: 'service_desk',
  waitsFor: ['service_desk'],
  confirmation: 'user',
  recordType: 'incident',
  type: 'failure',
  priority: 'P3',
  source: 'user_report',
  channel: 'phone "7" & <fax>',
  title: 'Wang Li can not print',
  description: 'Wang Li <wang@example.org> & the printer',
  discoveredAt: '2026-11-02T01:00:00.000Z',
  reportedAt: '2026-11-02T01:05:00.000Z',
  reporter: 'Wang Li',
  contact: 'wang@example.org',
  affectedCi: 'printer',
};
const reporter = { id: 'wang.li', roles: ['end_user'] };
const engineer = { id: 'zhao', roles: ['l3'] };

const HAPPENED = [
  ...history('incident-1', [
    { event: { type: 'incident.recorded', data: recorded }, metadata: { actor: reporter } },
    {
      event: { type: 'incident.priority-changed', data: { from: 'P3', to: 'P1', reason: 'the whole floor' } },
      metadata: { occurredAt: '2026-11-02T02:00:00.000Z' },
    },
    {
      event: {
        type: 'incident.change-applied-for',
        data: {
          changeId: 'c-1',
          description: 'x',
          riskAssessment: 'x',
          rollbackPlan: 'x',
          pausesClocks: true,
          move: move('change_application', 'change_implementation', 'l3'),
        },
      },
      metadata: { occurredAt: '2026-11-02T03:00:00.000Z', actor: engineer },
    },
  ]),
  ...history('change-c-1', [
    {
      event: {
        type: 'change.requested',
        data: {
          number: 'CHG-202611-000001',
          incidentId: '1',
          description: 'x',
          riskAssessment: 'x',
          rollbackPlan: 'x',
        },
      },
      metadata: { occurredAt: '2026-11-02T03:00:01.000Z' },
    },
  ]),
  ...history('numbering-INC-202611', [{ event: { type: 'numbering.block-reserved', data: { from: 1, to: 10 } } }]),
];

async function storeWith(): Promise<EventStore> {
  const store = openMemoryEventStore();
  for (const { stream, type, data, metadata } of HAPPENED)
    await store.append(stream, [{ type, data, metadata }], 'any');
  return store;
}

interface Values {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly time: string;
  readonly attributes: readonly { readonly name: string }[];
  readonly relationships: readonly unknown[];
}
type Log = Readonly<Record<string, readonly Values[]>>;

describe('the history as an event log', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'evidesk-mining-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function write(format: LogFormat, name = `log.${format}`): Promise<string> {
    const file = join(folder, name);
    expect(await writeLog({ store: await storeWith(), log: deskLog, format, file })).toMatchObject({ events: 4 });
    return file;
  }

  it('is OCEL 2.0 in JSON: types with attributes, objects with what they became, events with their objects', async () => {
    const log = JSON.parse(readFileSync(await write('ocel-json'), 'utf8')) as Log;
    expect(Object.keys(log).sort()).toEqual(['eventTypes', 'events', 'objectTypes', 'objects']);
    const declared = new Map(log['eventTypes']?.map(({ name, attributes }) => [name, attributes]));
    for (const { type, attributes } of log['events'] ?? [])
      for (const { name } of attributes) expect(declared.get(type)).toContainEqual(expect.objectContaining({ name }));
    expect(log['events']?.map(({ type, time }) => [type, time])).toEqual(
      HAPPENED.slice(0, 4).map(({ type, metadata }) => [type, metadata.occurredAt]),
    );
    expect(log['objects']?.find(({ id }) => id === 'incident-1')).toMatchObject({
      type: 'incident',
      attributes: expect.arrayContaining([
        { time: '2026-11-02T02:00:00.000Z', name: 'priority', value: 'P1' },
        { time: '2026-11-02T03:00:00.000Z', name: 'stage', value: 'change_implementation' },
      ]) as unknown,
    });
    expect(log['objects']?.find(({ id }) => id === 'change-c-1')?.relationships).toEqual([
      { objectId: 'incident-1', qualifier: 'requested for' },
    ]);
    expect(log['events']?.[2]?.relationships).toEqual(
      expect.arrayContaining([
        { objectId: 'incident-1', qualifier: 'subject' },
        { objectId: 'resource:zhao', qualifier: 'actor' },
        { objectId: 'change-c-1', qualifier: 'change' },
      ]),
    );
  });

  it('is OCEL 2.0 in SQLite: a table for each type', async () => {
    const db = new Database(await write('ocel-sqlite'), { readonly: true });
    const map = db.prepare('SELECT ocel_type, ocel_type_map FROM event_map_type').raw().all() as [string, string][];
    expect(map).toContainEqual(['incident.priority-changed', 'IncidentPriorityChanged']);
    for (const [, table] of map) db.prepare(`SELECT ocel_id, ocel_time FROM "event_${table}"`).all();
    expect(db.prepare('SELECT "to", ocel_time FROM event_IncidentPriorityChanged').get()).toEqual({
      to: 'P1',
      ocel_time: '2026-11-02T02:00:00.000Z',
    });
    expect(
      db.prepare("SELECT ocel_time, ocel_changed_field, priority FROM object_Incident WHERE priority = 'P1'").get(),
    ).toEqual({ ocel_time: '2026-11-02T02:00:00.000Z', ocel_changed_field: 'priority', priority: 'P1' });
    db.close();
  });

  it('is XES: a trace for each incident, in order, whatever characters it holds', async () => {
    const text = readFileSync(await write('xes'), 'utf8');
    expect(text.match(/<trace>/g)).toHaveLength(1);
    expect([...text.matchAll(/<event><string key="concept:name" value="([^"]*)"/g)].map(([, name]) => name)).toEqual([
      'incident.recorded',
      'incident.priority-changed',
      'incident.change-applied-for',
    ]);
    expect(text).toContain('<string key="channel" value="phone &quot;7&quot; &amp; &lt;fax&gt;"/>');
  });

  it.each(['ocel-json', 'ocel-sqlite', 'xes'] as const)('%s names no reporter, and no free text', async (format) => {
    const bytes = readFileSync(await write(format), 'latin1');
    for (const secret of ['Wang', 'wang', 'the whole floor']) expect(bytes).not.toContain(secret);
  });

  it.each(['ocel-json', 'xes'] as const)('%s is the same for the same history', async (format) => {
    expect(readFileSync(await write(format, 'a'))).toEqual(readFileSync(await write(format, 'b')));
  });

  it('leaves nothing behind when it fails, and overwrites nothing', async () => {
    const file = await write('xes');
    await expect(writeLog({ store: await storeWith(), log: deskLog, format: 'xes', file })).rejects.toThrow('exists');
    const failing = {
      ...deskLog,
      log: () => {
        throw new Error('unreadable');
      },
    };
    const other = join(folder, 'other.xes');
    await expect(writeLog({ store: await storeWith(), log: failing, format: 'xes', file: other })).rejects.toThrow(
      'unreadable',
    );
    expect(readdirSync(folder)).toEqual(['log.xes']);
  });

  const python = process.env['PM4PY_PYTHON'] ?? 'python3';
  const canMine = spawnSync(python, ['-c', 'import pm4py']).status === 0;
  const withPm4py = canMine || process.env['REQUIRE_SERVERS'] === '1' ? it : it.skip;
  withPm4py(
    'is opened by pm4py in every format (pm4py is not installed: see PM4PY_PYTHON)',
    async () => {
      const files = {
        json: await write('ocel-json', 'l.json'),
        sqlite: await write('ocel-sqlite', 'l.sqlite'),
        xes: await write('xes', 'l.xes'),
      };
      const script = `
import sys, pm4py
for file in sys.argv[1:3]:
    ocel = pm4py.read_ocel2(file)
    print(len(ocel.events), len(ocel.objects))
print(len(pm4py.read_xes(sys.argv[3])))
`;
      const output = execFileSync(python, ['-c', script, files.json, files.sqlite, files.xes], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      expect(output.trim().split('\n').slice(-3)).toEqual(['4 6', '4 6', '3']);
    },
    60_000,
  );
});
