import { createReadStream, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ImportSummary, incidentIdOf, type RejectedRow } from '@evidesk/imports';
import { type IncidentEvent, ListQueue } from '@evidesk/incidents';
import { GetKpis, GetKpisHandler } from '@evidesk/reporting';
import type { RecordedEvent } from '@evidesk/kernel';
import { DateTime } from 'luxon';
import { type ImportDesk, openImportDesk } from './import-desk.js';

const FILE = fileURLToPath(new URL('servicenow-incidents-2016.csv.gz', import.meta.url));
const ROWS = 5_998;
const CASES = 890;
const EVENTS = 11_043;

function tally(values: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

const monthOf = (instant: string, zone = 'utc') => DateTime.fromISO(instant, { zone }).toFormat('yyyy-MM');

/** What is the same in every run: all but when it was recorded, the number that was free, and the chain over both. */
function streams(events: readonly RecordedEvent[]): Map<string, unknown[]> {
  const byStream = new Map<string, unknown[]>();
  for (const { stream, revision, type, data, metadata } of events) {
    const { number: _number, ...facts } = data;
    const known = byStream.get(stream) ?? [];
    byStream.set(stream, known);
    known.push({ revision, type, facts, metadata });
  }
  return byStream;
}

describe('the ServiceNow log of 2016', () => {
  let desk: ImportDesk;
  let first: { summary: ImportSummary; rejected: readonly RejectedRow[] };
  let events: readonly RecordedEvent[];
  const of = <T extends IncidentEvent['type']>(type: T) =>
    events.filter((event) => event.type === type) as unknown as readonly (RecordedEvent & {
      readonly data: Extract<IncidentEvent, { type: T }>['data'];
    })[];

  beforeAll(async () => {
    desk = await openImportDesk();
    first = await desk.import(createReadStream(FILE));
    events = await desk.events();
  }, 180_000);
  afterAll(() => desk.close());

  it('comes in whole: no row breaks the process', () => {
    expect(first.rejected).toEqual([]);
    expect(first.summary).toEqual({ rows: ROWS, incidents: CASES, events: EVENTS, rejected: 0 });
    expect(events).toHaveLength(EVENTS);
  });

  it('records each case once, when it was opened', () => {
    const recorded = of('incident.recorded');
    expect(new Set(recorded.map(({ data }) => data.number)).size).toBe(CASES);
    expect(tally(recorded.map(({ data }) => monthOf(data.reportedAt)))).toEqual({ '2016-02': 207, '2016-03': 683 });
    expect(recorded.every(({ data, metadata }) => data.reportedAt === metadata.occurredAt)).toBe(true);
  });

  it('closes every case, in the month in which the source did', () => {
    const months = tally(of('incident.closed').map(({ data }) => monthOf(data.closedAt)));
    const { '2016-02': february, '2016-03': march, '2016-04': april, '2016-05': may, ...later } = months;
    expect([february, march, april, may]).toEqual([1, 780, 52, 37]);
    expect(Object.values(later).reduce((sum, count) => sum + count, 0)).toBe(20);
  });

  it('takes back the resolutions of the ten cases that were reopened', () => {
    const rejected = of('incident.resolution-rejected');
    expect(new Set(rejected.map(({ stream }) => stream)).size).toBe(10);
    // One case was reopened twice.
    expect(rejected).toHaveLength(11);
  });

  it('ends at the priorities of the last rows', () => {
    const priorities = new Map<string, string>();
    for (const { stream, data } of of('incident.recorded')) priorities.set(stream, data.priority);
    for (const { stream, type, data } of events) {
      if (type === 'incident.classified') priorities.set(stream, String(data['priority']));
      if (type === 'incident.priority-changed') priorities.set(stream, String(data['to']));
    }
    expect(tally(priorities.values())).toEqual({ P1: 15, P2: 33, P3: 757, P4: 85 });
  });

  it('says who did it in the source, and which row', () => {
    const { metadata } = of('incident.closed').find(
      ({ stream }) => stream === `incident-${incidentIdOf('servicenow', 'INC0000045')}`,
    )!;
    expect(metadata).toMatchObject({
      causationId: 'import:servicenow:INC0000045#4',
      actor: { id: 'import:servicenow', onBehalfOf: 'Updated by 908' },
      occurredAt: '2016-03-05T12:00:00.000Z',
    });
    expect(metadata.actor.roles).toContain('importer');
  });

  it('never goes back in time within a case', () => {
    const last = new Map<string, string>();
    const back = events.filter(({ stream, metadata }) => {
      const before = last.get(stream);
      last.set(stream, metadata.occurredAt);
      return before !== undefined && metadata.occurredAt < before;
    });
    expect(back).toEqual([]);
  });

  it('changes nothing when it is imported again', async () => {
    const { summary } = await desk.import(createReadStream(FILE));
    expect(summary).toEqual({ rows: ROWS, incidents: 0, events: 0, rejected: 0 });
  });

  it('comes to the same streams when it was cut off in the middle of a row and sent again', async () => {
    const csv = gunzipSync(readFileSync(FILE));
    const other = await openImportDesk();
    try {
      const half = await other.import(Readable.from([csv.subarray(0, Math.floor(csv.length / 2))]));
      expect(half.summary.events).toBeGreaterThan(0);
      expect(half.rejected).toHaveLength(1);
      const rest = await other.import(createReadStream(FILE));
      expect(half.summary.incidents + rest.summary.incidents).toBe(CASES);
      expect(half.summary.events + rest.summary.events).toBe(EVENTS);
      expect(streams(await other.events())).toEqual(streams(events));
    } finally {
      await other.close();
    }
  }, 180_000);

  it('shows in the views: an empty queue, and every month by the calendar of the profile', async () => {
    await desk.project();
    const { items } = await desk.queries.execute(new ListQueue({ limit: 10 }));
    expect(items).toEqual([]);

    const zone = 'Asia/Shanghai';
    const recorded = tally(of('incident.recorded').map(({ data }) => monthOf(data.reportedAt, zone)));
    const closed = tally(of('incident.closed').map(({ data }) => monthOf(data.closedAt, zone)));
    const kpis = new GetKpisHandler(desk.readStore);
    for (const month of new Set([...Object.keys(recorded), ...Object.keys(closed)])) {
      const { all } = await kpis.execute(new GetKpis(month));
      expect([month, all.recorded, all.closed]).toEqual([month, recorded[month] ?? 0, closed[month] ?? 0]);
    }
    const { all } = await kpis.execute(new GetKpis('2016'));
    expect(all).toMatchObject({
      recorded: CASES,
      closed: CASES - 1,
      closureRate: { numerator: CASES, denominator: CASES },
    });
  }, 60_000);
});
