import { createReadStream, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ImportSummary, incidentIdOf, type RejectedRow } from '@evidesk/imports';
import { evolveIncident, type IncidentEvent, type IncidentState, initialIncident, ListQueue } from '@evidesk/incidents';
import { KpiReports } from '@evidesk/reporting';
import type { RecordedEvent } from '@evidesk/kernel';
import { DateTime } from 'luxon';
import { type ImportDesk, openImportDesk } from './import-desk.js';

const FILE = fileURLToPath(new URL('servicenow-incidents-2016.csv.gz', import.meta.url));
const ROWS = 5_998;
const CASES = 890;
/** What the rows say. */
const FACTS = 11_043;
/** What the clocks of the profile say to it. */
const WARNINGS = 1_457;
const BREACHES = 713;
const EVENTS = FACTS + WARNINGS + BREACHES;

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
    // Who a person is called depends on the secret of the desk.
    const { person: _person, ...same } = metadata;
    known.push({ revision, type, facts, metadata: same });
  }
  return byStream;
}

function byStream(events: readonly RecordedEvent[]): Map<string, RecordedEvent[]> {
  const streams = new Map<string, RecordedEvent[]>();
  for (const event of events) {
    const known = streams.get(event.stream) ?? [];
    streams.set(event.stream, known);
    known.push(event);
  }
  return streams;
}

const MINUTE = 60_000;
/** Monday to Friday, 9 to 12 and 13 to 18 in Shanghai. */
function isWorked(instant: number): boolean {
  const local = new Date(instant + 8 * 60 * MINUTE);
  const [day, hour] = [local.getUTCDay(), local.getUTCHours()];
  return day >= 1 && day <= 5 && hour >= 9 && hour < 18 && hour !== 12;
}

/** Whether more than so many minutes passed, minute by minute: the log's times are whole minutes. */
function isLate(from: string, to: string, minutes: number, always: boolean): boolean {
  let left = minutes;
  for (let instant = Date.parse(from); instant < Date.parse(to); instant += MINUTE) {
    if (left === 0) return true;
    if (always || isWorked(instant)) left -= 1;
  }
  return false;
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
    expect(of('incident.sla-warned')).toHaveLength(WARNINGS);
    expect(of('incident.sla-breached')).toHaveLength(BREACHES);
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

  it('S4-20 S4-27 breaks the targets that a count of the working minutes finds broken', () => {
    const targets = { P1: [15, 120], P2: [60, 480], P3: [240, 1_440], P4: [480, 4_320] } as const;
    const plain = [...byStream(events).values()].flatMap((list) => {
      const one = (type: IncidentEvent['type']) => {
        const found = list.filter((event) => event.type === type);
        return found.length === 1 ? found[0] : undefined;
      };
      const [recorded, responded, resolved] = [
        one('incident.recorded'),
        one('incident.responded'),
        one('incident.resolved'),
      ];
      const held = list.some(({ data }) => data['pausesClocks'] === true);
      const changed = list.some(
        ({ type, data }) =>
          type === 'incident.priority-changed' ||
          (type === 'incident.classified' && data['priority'] !== recorded?.data['priority']),
      );
      if (held || changed || recorded === undefined || responded === undefined || resolved === undefined) return [];
      const breached = list.filter(({ type }) => type === 'incident.sla-breached').map(({ data }) => data['clock']);
      return [
        {
          stream: recorded.stream,
          priority: String(recorded.data['priority']) as keyof typeof targets,
          reportedAt: String(recorded.data['reportedAt']),
          respondedAt: responded.metadata.occurredAt,
          resolvedAt: String(resolved.data['resolvedAt']),
          breached,
        },
      ];
    });
    expect(plain.length).toBeGreaterThan(500);
    for (const { stream, priority, reportedAt, respondedAt, resolvedAt, breached } of plain) {
      const [response, resolution] = targets[priority];
      const always = priority === 'P1' || priority === 'P2';
      const expected = [
        ...(isLate(reportedAt, respondedAt, response, always) ? ['response'] : []),
        ...(isLate(reportedAt, resolvedAt, resolution, always) ? ['resolution'] : []),
      ];
      expect([stream, [...breached].sort()]).toEqual([stream, expected.sort()]);
    }
  });

  it('C10 judges at resolution as the clocks stand then', () => {
    for (const list of byStream(events).values()) {
      const state = list.reduce<IncidentState>(
        (known, event) => evolveIncident(known, event as unknown as IncidentEvent, event.metadata.occurredAt),
        initialIncident,
      );
      if (state.status !== 'closed') throw new Error(`${list[0]?.stream ?? ''} is ${state.status}`);
      const { resolution } = state.clocks;
      expect([list[0]?.stream, resolution?.ended?.met]).toEqual([
        list[0]?.stream,
        resolution?.breachedAt === undefined,
      ]);
    }
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
    const kpis = new KpiReports(desk.readStore);
    const now = monthOf(new Date().toISOString(), zone);
    for (const month of new Set([...Object.keys(recorded), ...Object.keys(closed)])) {
      const { all } = (await kpis.read(month, now, [])).report;
      expect([month, all.recorded, all.closed]).toEqual([month, recorded[month] ?? 0, closed[month] ?? 0]);
    }
    const { all } = (await kpis.read('2016', now, [])).report;
    expect(all).toMatchObject({
      recorded: CASES,
      closed: CASES - 1,
      closureRate: { numerator: CASES, denominator: CASES },
    });
  }, 60_000);
});
