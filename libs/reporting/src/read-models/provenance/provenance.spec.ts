import fc from 'fast-check';
import { Life, on } from '../../../../incidents/testing/incident-kit.js';
import { lifeOf, type LifeWish, november } from '../../../testing/lives.fixture.js';
import { ReportDesk } from '../../../testing/report-desk.fixture.js';
import { definitionOf, FIGURE_NAMES } from '../../domain/figures.js';
import type { FigureValue, Ratio } from '../../domain/kpi-figures.js';
import { PARTS } from './trail.js';

const HOUR = 3_600_000;
let desk: ReportDesk;
beforeEach(async () => {
  desk = await ReportDesk.open('2026-12-15T02:00:00.000Z');
});
afterEach(() => desk.close());

const ids = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);

describe('Provenance', () => {
  it('S1-57 C8 C9 lists the incidents of the numerator and of the denominator, with formula and position', async () => {
    await desk.tell(november(desk.profile));
    const numerator = await desk.provenance('2026-11', 'resolution_rate');
    expect(numerator).toMatchObject({
      kpi: 'resolution_rate',
      figure: 'resolutionRate',
      formulaId: 'resolution_rate/resolutionRate@1',
      requirement: 'S1-57',
      cohort: 'ended',
      now: { numerator: 2, denominator: 3, value: 66.67 },
      kind: 'incidents',
      profiles: ['std-4tier@1'],
      asOfPosition: expect.stringMatching(/^\d+$/) as string,
    });
    expect(ids(numerator.items)).toEqual(['i-1', 'i-2']);
    const { items } = await desk.provenance('2026-11', 'resolution_rate', { part: 'denominator' });
    expect(ids(items)).toEqual(['i-1', 'i-2', 'i-3']);
    expect(items[0]).toMatchObject({ number: 'INC-202611-000001', month: '2026-11', adds: 1, profile: 'std-4tier@1' });
  });

  it('S0-91 S0-92 tells how much each adds to a mean', async () => {
    await desk.tell(november(desk.profile));
    const { items, now } = await desk.provenance('2026-11', 'meanResolutionMs');
    expect(items.map(({ adds }) => adds)).toEqual([2 * HOUR, 10 * HOUR, HOUR, HOUR]);
    expect((now as Ratio).numerator).toBe(14 * HOUR);
    expect((await desk.provenance('2026-11', 'user_satisfaction')).items.map(({ adds }) => adds)).toEqual([45, 30]);
  });

  it('S1-57 of one value of a dimension', async () => {
    const p1 = lifeOf(desk.profile, { reported: '2026-11-10T02:00:00.000Z', priority: 'P1' });
    await desk.tell([...november(desk.profile), p1]);
    const { items, now } = await desk.provenance('2026-11', 'incident_total', { dimension: 'priority', value: 'P1' });
    expect([ids(items), now]).toEqual([['i-6'], 1]);
  });

  it('C23 S1-15 S1-16 S4-66 of contacts lists contacts', async () => {
    const at = { receivedAt: '2026-11-10T02:00:00.000Z', channel: 'phone' };
    await desk.log([
      { ...at, outcome: 'answered', incidentId: 'i-1' },
      { ...at, outcome: 'answered' },
      { ...at, outcome: 'answered', asks: false, complaint: true },
      { ...at, outcome: 'missed' },
    ]);
    const { all } = await desk.kpis('2026-11');
    expect(all).toMatchObject({
      contactsReceived: 4,
      acceptanceRate: { numerator: 3, denominator: 4, value: 75 },
      recordingRate: { numerator: 1, denominator: 2, value: 50 },
      complaintRate: { numerator: 1, denominator: 3, value: 33.33 },
    });
    expect((await desk.provenance('2026-11', 'complaint_rate')).items).toHaveLength(1);
    const accepted = await desk.provenance('2026-11', 'acceptance_rate');
    expect([accepted.kind, accepted.items.length]).toEqual(['contacts', 3]);
    expect((await desk.provenance('2026-11', 'acceptance_rate', { part: 'denominator' })).items).toHaveLength(4);
  });

  it.each([
    ['2026-11', 'happiness', {}, 'report.unknown-kpi', /on_time_resolution_rate/],
    ['2027-01', 'closure_rate', {}, 'report.future-period', /the latest are 2026-12, 2026-Q4 and 2026/],
    ['november', 'closure_rate', {}, 'report.bad-period', /2026-10/],
    ['2026-11', 'breaches', { part: 'denominator' }, 'report.no-such-part', /numerator only/],
    ['2026-11', 'closure_rate', { cursor: 'x' }, 'report.bad-cursor', /cursor/],
  ] as const)('S1-60 says what would be right: %s %s %j', async (period, kpi, wish, code, detail) => {
    await expect(desk.provenance(period, kpi, wish)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(detail) as string,
    });
  });
});

describe('Any history', () => {
  const hours = (n: number) => n * HOUR;
  const instant = (ms: number) => new Date(ms).toISOString();
  const START = Date.parse('2026-10-01T00:00:00.000Z');
  const wish = fc
    .record({
      at: fc.integer({ min: 0, max: 60 * 24 }),
      solvedAfter: fc.option(fc.integer({ min: 1, max: 200 })),
      closedAfter: fc.option(fc.integer({ min: 0, max: 300 })),
      priority: fc.constantFrom('P1', 'P2', 'P3', 'P4'),
      outcome: fc.constantFrom('resolved', 'not_resolved', 'duplicate'),
      line: fc.constantFrom<1 | 2>(1, 2),
      satisfaction: fc.option(fc.constantFrom(0, 3, 4.5, 5), { nil: undefined }),
      reportingUnit: fc.constantFrom('unit 1', 'unit 2', undefined),
      calledBackAfter: fc.option(fc.integer({ min: 0, max: 240 })),
    })
    .map(({ at, solvedAfter, closedAfter, calledBackAfter, reportingUnit, ...more }) => {
      const reported = START + hours(at);
      const resolved = solvedAfter === null ? undefined : reported + hours(solvedAfter);
      const closed = resolved === undefined || closedAfter === null ? undefined : resolved + hours(closedAfter);
      const calledBack = closed === undefined || calledBackAfter === null ? undefined : closed + hours(calledBackAfter);
      const plain: LifeWish = {
        ...more,
        reported: instant(reported),
        ...(reportingUnit === undefined ? {} : { reportingUnit }),
        ...(resolved === undefined ? {} : { resolved: instant(resolved) }),
        ...(closed === undefined ? {} : { closed: instant(closed) }),
      };
      return { plain, calledBack };
    });

  const livesOf = (wishes: readonly { readonly plain: LifeWish; readonly calledBack?: number | undefined }[]): Life[] =>
    wishes.map(({ plain, calledBack }) => {
      const life = lifeOf(desk.profile, plain);
      return calledBack === undefined ? life : life.does('RecordFollowUp', {}, on(instant(calledBack)));
    });

  it('S1-57 S0-90 C8 provenance lists what the figures count, page by page, in every period', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(wish, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), async (wishes, limit) => {
        await desk.close();
        desk = await ReportDesk.open('2026-12-31T02:00:00.000Z');
        await desk.tell(livesOf(wishes));
        for (const period of ['2026-11', '2026-Q4']) {
          const { all } = await desk.kpis(period);
          for (const name of FIGURE_NAMES) {
            for (const part of definitionOf(name).kind === 'count' ? (['numerator'] as const) : PARTS) {
              const items = await desk.provenanceInFull(period, name, { part }, limit);
              const total = items.reduce((sum, { adds }) => sum + adds, 0);
              const value = all[name] as FigureValue;
              expect([name, part, total]).toEqual([name, part, partOf(value, part, definitionOf(name).kind)]);
            }
          }
        }
      }),
      { numRuns: 8 },
    );
  }, 120_000);

  it('S1-39 S0-90 the months of a year add up to it, and so do the values of each dimension', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(wish, { maxLength: 15 }), async (wishes) => {
        await desk.close();
        desk = await ReportDesk.open('2026-12-31T02:00:00.000Z');
        await desk.tell(livesOf(wishes));
        const months = await Promise.all(
          Array.from({ length: 12 }, (_, month) => desk.kpis(`2026-${String(month + 1).padStart(2, '0')}`)),
        );
        const quarters = await Promise.all([1, 2, 3, 4].map((quarter) => desk.kpis(`2026-Q${quarter}`)));
        const year = await desk.kpis('2026', 'unit');
        for (const name of FIGURE_NAMES) {
          const sizes = (reports: readonly { readonly all: object }[]) =>
            reports.reduce((sum, { all }) => sum + sizeOf((all as Record<string, FigureValue>)[name]), 0);
          expect([name, sizes(months), sizes(quarters)]).toEqual([name, sizes([year]), sizes([year])]);
        }
        const recorded = year.groups?.reduce((sum, { figures }) => sum + figures.recorded, 0);
        expect(recorded).toBe(year.all.recorded);
        const open = wishes.length - year.all.closed;
        expect((await desk.kpis('2026-12')).backlog.open).toBe(open);
      }),
      { numRuns: 8 },
    );
  }, 120_000);
});

/** What the parts of a figure come to, in the unit in which incidents add to it. */
function partOf(value: FigureValue, part: 'numerator' | 'denominator', kind: string): number {
  if (typeof value === 'number') return value;
  if ('count' in value) return value.count;
  return part === 'numerator' && kind === 'score' ? Math.round(value.numerator * 10) : value[part];
}

const sizeOf = (value: FigureValue | undefined) =>
  value === undefined ? 0 : typeof value === 'number' ? value : 'count' in value ? value.count : value.denominator;
