import type { CompiledProfile } from '@evidesk/profiles';
import { givenProjection, type Projected } from '@evidesk/testing';
import { type Life, on, profileOf } from '../../../../incidents/testing/incident-kit.js';
import { HOUR, lifeOf, type LifeWish, november as novemberOf } from '../../../testing/lives.fixture.js';
import { type KpiFigures, kpiFigures } from '../../domain/kpi-figures.js';
import type { KpiFacts } from './kpi-facts.js';
import { monthlyKpiProjection } from './monthly-kpi.projection.js';

let desk: CompiledProfile;
beforeAll(async () => {
  desk = await profileOf();
});

const given = givenProjection(monthlyKpiProjection);
const solved = { resolved: true, escalationReason: undefined } as const;

function project(...lives: readonly Life[]): Projected<KpiFacts> {
  return given(
    lives.flatMap((life, index) => life.recorded(`i-${index + 1}`, { revision: 0, position: 1 + index * 100 })),
  );
}
function figures(projected: Projected<KpiFacts>, month: string, dimension = 'all', value = '-'): KpiFigures {
  const sums = projected.sums();
  return kpiFigures(
    sums.get(`${month}|${dimension}|${value}|counts`) ?? {},
    sums.get(`${month}|${dimension}|${value}|times`) ?? {},
  );
}

const life = (wish: LifeWish) => lifeOf(desk, wish);
const november = () => novemberOf(desk);

describe('Monthly figures', () => {
  it('S0-90 C8 total and closure rate: four of five are closed', () => {
    const { recorded, closed, closureRate } = figures(project(...november()), '2026-11');
    expect({ recorded, closed, closureRate }).toEqual({
      recorded: 5,
      closed: 4,
      closureRate: { numerator: 4, denominator: 5, value: 80 },
    });
  });

  it('S0-91 mean response and resolution time, in calendar and in working time', () => {
    const { meanResponseMs, meanResolutionMs, meanResolutionWorkingMs, meanResponseWorkingMs } = figures(
      project(...november()),
      '2026-11',
    );
    expect(meanResponseMs).toEqual({ numerator: 2 * HOUR, denominator: 4, value: HOUR / 2 });
    expect(meanResponseWorkingMs).toEqual(meanResponseMs);
    expect(meanResolutionMs).toEqual({ numerator: 14 * HOUR, denominator: 4, value: 3.5 * HOUR });
    expect(meanResolutionWorkingMs).toEqual(meanResolutionMs);
  });

  it('S0-91 working time leaves nights out', () => {
    // P3, Monday 17:00 to Tuesday 10:00: 17 h of which 2 are worked.
    const projected = project(
      life({
        priority: 'P3',
        reported: '2026-11-16T09:00:00.000Z',
        resolved: '2026-11-17T02:00:00.000Z',
        closed: '2026-11-17T03:00:00.000Z',
      }),
    );
    expect(figures(projected, '2026-11')).toMatchObject({
      meanResolutionMs: { value: 17 * HOUR },
      meanResolutionWorkingMs: { value: 2 * HOUR },
    });
  });

  it('S0-92 S4-65 C20 satisfaction: the mean of the scores given, with their number', () => {
    expect(figures(project(...november()), '2026-11').satisfaction).toEqual({
      numerator: 7.5,
      denominator: 2,
      value: 3.75,
    });
    const followed = november();
    followed[2]?.does('RecordFollowUp', { satisfaction: 0 }, on('2026-11-06T04:00:00.000Z'));
    expect(figures(project(...followed), '2026-11').satisfaction).toEqual({
      numerator: 7.5,
      denominator: 3,
      value: 2.5,
    });
  });

  it('S0-93 first and second line: solved by the line ÷ handled by the line', () => {
    const { firstLineResolutionRate, secondLineResolutionRate } = figures(project(...november()), '2026-11');
    expect(firstLineResolutionRate).toEqual({ numerator: 3, denominator: 4, value: 75 });
    expect(secondLineResolutionRate).toEqual({ numerator: 1, denominator: 1, value: 100 });
  });

  it('S1-57 C8 C9 resolution rate: two successes of three that count', () => {
    expect(figures(project(...november()), '2026-11').resolutionRate).toEqual({
      numerator: 2,
      denominator: 3,
      value: 66.67,
    });
  });

  it('S1-58 C8 C10 on-time resolution rate: two in time of three that count', () => {
    expect(figures(project(...november()), '2026-11').onTimeResolutionRate).toEqual({
      numerator: 2,
      denominator: 3,
      value: 66.67,
    });
  });

  it('S1-57 S1-58 S0-91 nothing to divide by is null, not zero', () => {
    const empty = figures(project(), '2026-11');
    for (const ratio of [
      empty.closureRate,
      empty.meanResponseMs,
      empty.satisfaction,
      empty.resolutionRate,
      empty.firstLineResolutionRate,
    ]) {
      expect(ratio).toEqual({ numerator: 0, denominator: 0, value: null });
    }
    expect(empty).toMatchObject({ recorded: 0, closed: 0, cancelled: 0, duplicates: 0 });
  });

  it('C8 the month is the desk\u2019s: 16:00 UTC is midnight in Shanghai', () => {
    const projected = project(
      life({
        reported: '2026-10-31T15:59:59.999Z',
        resolved: '2026-10-31T16:30:00.000Z',
        closed: '2026-11-30T15:59:59.999Z',
      }),
      life({
        reported: '2026-10-31T16:00:00.000Z',
        resolved: '2026-10-31T17:00:00.000Z',
        closed: '2026-11-30T16:00:00.000Z',
      }),
    );
    expect(
      ['2026-10', '2026-11', '2026-12'].map((month) => [
        figures(projected, month).recorded,
        figures(projected, month).closed,
      ]),
    ).toEqual([
      [1, 0],
      [1, 1],
      [0, 1],
    ]);
  });

  it('C7 S1-58 a rejection takes the resolution back; the next one counts', () => {
    const again = life({ reported: '2026-11-02T02:00:00.000Z', resolved: '2026-11-02T04:00:00.000Z' });
    again.does('RejectResolution', {}, on('2026-11-02T05:00:00.000Z'));
    expect(project(again).document('i-1')).toMatchObject({ rejections: 1 });
    expect(project(again).document('i-1')).not.toHaveProperty('resolution');
    again
      .does('RecordSupport', solved, on('2026-11-02T12:00:00.000Z'))
      .does('ResolveIncident', {}, on('2026-11-02T12:00:00.000Z'))
      .does('RecordSolution', {}, on('2026-11-02T12:00:00.000Z'))
      .does('ConfirmResolution', {}, on('2026-11-02T13:00:00.000Z'))
      .does('CloseIncident', {}, on('2026-11-02T13:00:00.000Z'));
    expect(figures(project(again), '2026-11')).toMatchObject({
      meanResolutionMs: { value: 10 * HOUR },
      onTimeResolutionRate: { numerator: 0, denominator: 1, value: 0 },
      firstLineResolutionRate: { numerator: 1, denominator: 1 },
    });
  });

  it('C9 withdrawn and duplicate incidents are shown, and are in no denominator', () => {
    const withdrawn = life({ reported: '2026-11-02T02:00:00.000Z' }).does(
      'CancelIncident',
      {},
      on('2026-11-03T02:00:00.000Z'),
    );
    const duplicate = life({ reported: '2026-11-02T02:00:00.000Z' }).does(
      'MarkDuplicate',
      {},
      on('2026-11-03T02:00:00.000Z'),
    );
    expect(figures(project(withdrawn, duplicate), '2026-11')).toMatchObject({
      recorded: 2,
      closed: 0,
      cancelled: 1,
      duplicates: 1,
      resolutionRate: { denominator: 0, value: null },
    });
  });

  it('S1-07 no duplicate after all: it counts as open again', () => {
    const open = life({ reported: '2026-11-02T02:00:00.000Z' });
    const before = project(open);
    open
      .does('MarkDuplicate', {}, on('2026-11-02T03:00:00.000Z'))
      .does('UnmarkDuplicate', {}, on('2026-11-02T03:10:00.000Z'));
    expect(project(open).sums()).toEqual(before.sums());
    expect(project(open).document('i-1')?.months).toEqual(['2026-11']);
    expect(figures(project(open), '2026-11')).toMatchObject({ recorded: 1, duplicates: 0 });
  });

  it('S0-90 S1-57 breaks down by dimension, and the parts make up the whole', () => {
    const projected = project(
      ...november(),
      life({ reported: '2026-11-10T02:00:00.000Z', priority: 'P1', reportingUnit: 'unit 3' }),
    );
    const part = (dimension: string, value: string) => figures(projected, '2026-11', dimension, value).recorded;
    expect([part('priority', 'P1'), part('priority', 'P2')]).toEqual([1, 5]);
    expect([part('unit', 'unit 3'), part('unit', '-')]).toEqual([1, 5]);
    expect([part('cause', 'system'), part('cause', '-')]).toEqual([4, 2]);
    expect([part('tier', 'l2'), part('tier', 'service_desk')]).toEqual([1, 5]);
    expect(part('channel', 'phone')).toBe(6);
  });

  it('C10 S4-48 moves between the values of a dimension with what happens', () => {
    const moved = life({ reported: '2026-11-02T02:00:00.000Z' })
      .does('ChangePriority', { priority: 'P3' })
      .does('AssignIncident')
      .does('CorrectDetails', { changes: { category: 'training', reportingUnit: 'unit 9' } });
    expect(project(moved).document('i-1')?.dimensions).toEqual({
      priority: 'P3',
      type: 'failure',
      category: 'training',
      cause: '-',
      tier: 'service_desk',
      group: 'mail',
      unit: 'unit 9',
      channel: 'phone',
    });
    expect(project(moved).sums().get('2026-11|priority|P2|counts')).toBeUndefined();
  });

  it('S0-91 median and p90: the values of nearest rank, to a sixteenth of an octave', () => {
    const { medianResolutionMs, p90ResolutionMs, medianResponseMs } = figures(project(...november()), '2026-11');
    // 1 h, 1 h, 2 h, 10 h.
    for (const [found, exact] of [
      [medianResolutionMs, HOUR],
      [p90ResolutionMs, 10 * HOUR],
      [medianResponseMs, HOUR / 2],
    ] as const) {
      expect(found.count).toBe(4);
      expect(found.low).toBeLessThanOrEqual(exact);
      expect(found.high).toBeGreaterThan(exact);
      expect(Math.abs((found.value ?? 0) - exact)).toBeLessThan(exact * 0.063);
    }
  });

  it('S4-67 SLA attainment: targets met ÷ targets that ended, response and resolution each', () => {
    const { slaAttainment, responseAttainment, resolutionAttainment } = figures(project(...november()), '2026-11');
    expect(responseAttainment).toEqual({ numerator: 5, denominator: 5, value: 100 });
    // Of the five resolutions one was late, and the open incident missed nothing that was told.
    expect(resolutionAttainment).toEqual({ numerator: 3, denominator: 4, value: 75 });
    expect(slaAttainment).toEqual({ numerator: 8, denominator: 9, value: 88.89 });
  });

  it('S4-67 a target that is missed ends at its last instant, also in the month before', () => {
    // P2: 8 h round the clock from 31 October 23:00 in Shanghai, so missed on 1 November.
    const late = life({ reported: '2026-10-31T09:00:00.000Z' }).does('AddComment', {}, on('2026-12-05T01:00:00.000Z'));
    const projected = project(late);
    expect(figures(projected, '2026-10').resolutionAttainment).toEqual({ numerator: 0, denominator: 0, value: null });
    expect(figures(projected, '2026-11')).toMatchObject({
      resolutionAttainment: { numerator: 0, denominator: 1, value: 0 },
      breaches: 1,
    });
    expect(figures(projected, '2026-12').resolutionAttainment.denominator).toBe(0);
  });

  it('S4-68 consistency: closed, counted, every target kept, never sent back', () => {
    expect(figures(project(...november()), '2026-11').serviceConsistency).toEqual({
      numerator: 2,
      denominator: 3,
      value: 66.67,
    });
  });

  it('S1-59 C11 follow-up timeliness: by the month of the call back', () => {
    const lives = november();
    lives[0]?.does('RecordFollowUp', { satisfaction: undefined }, on('2026-11-03T05:00:00.000Z'));
    lives[1]?.does('RecordFollowUp', { satisfaction: undefined }, on('2026-12-01T05:00:00.000Z'));
    expect(figures(project(...lives), '2026-11').followUpTimeliness).toEqual({
      numerator: 1,
      denominator: 1,
      value: 100,
    });
    expect(figures(project(...lives), '2026-12').followUpTimeliness).toEqual({
      numerator: 0,
      denominator: 1,
      value: 0,
    });
  });

  it('C10 S1-58 shows both ways to judge a resolution', () => {
    const { onTimeAtResolution, onTimeBySegments } = figures(project(...november()), '2026-11');
    expect(onTimeAtResolution).toEqual({ numerator: 2, denominator: 3, value: 66.67 });
    expect(onTimeBySegments).toEqual({ numerator: 2, denominator: 3, value: 66.67 });
  });

  it('S0-30 S4-27 S4-48 counts escalations, warnings and reassignments in the month in which they happen', () => {
    const moved = life({ reported: '2026-11-16T02:00:00.000Z' })
      .does('AssignIncident', { group: 'mail' }, on('2026-11-16T02:31:00.000Z'))
      .does('AssignIncident', { group: 'network' }, on('2026-11-16T02:32:00.000Z'))
      .does('RecordSupport', {}, on('2026-11-16T02:33:00.000Z'));
    moved.does('AddComment', {}, on('2026-12-02T02:00:00.000Z'));
    const { reassignments, functionalEscalations, warnings, breaches } = figures(project(moved), '2026-11');
    expect({ reassignments, breaches }).toEqual({ reassignments: 1, breaches: 1 });
    expect(functionalEscalations).toBe(moved.types.filter((type) => type === 'incident.escalated').length);
    expect(warnings).toBe(moved.types.filter((type) => type === 'incident.sla-warned').length);
    expect(warnings).toBeGreaterThan(0);
    expect(figures(project(moved), '2026-12').reassignments).toBe(0);
  });
});
