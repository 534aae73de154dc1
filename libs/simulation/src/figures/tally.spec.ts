import type { JsonObject, RecordedEvent } from '@evidesk/kernel';
import { spread } from './spread.js';
import { Tally } from './tally.js';

const RECORDED = {
  number: 'INC-202611-000001',
  profile: { name: 'std-4tier', version: 1 },
  timeZone: 'Asia/Shanghai',
  reportedAt: '2026-11-02T01:00:00.000Z',
  priority: 'P2',
  type: 'failure',
  tier: 'service_desk',
  channel: 'phone',
};
const AT = '2026-11-02T03:00:00.000Z';
const MOVE = { from: 'a', to: 'b', tier: 'l2', waitsFor: [] };

let position = 0;
function event(id: string, type: string, data: JsonObject, at = '02:00', actor = 'someone'): RecordedEvent {
  position += 1;
  const metadata = { occurredAt: `2026-11-02T${at}:00.000Z`, actor: { id: actor, roles: [] } };
  return {
    stream: `incident-${id}`,
    position: String(position).padStart(16, '0'),
    type,
    data,
    metadata,
  } as unknown as RecordedEvent;
}

function figuresOf(...events: readonly RecordedEvent[]) {
  const tally = new Tally();
  for (const each of events) tally.take(each);
  return tally.figures();
}

const resolved = (id: string, at: string, met: boolean | undefined, line = 1) =>
  event(id, 'incident.resolved', {
    resolvedAt: `2026-11-02T${at}:00.000Z`,
    tier: 'x',
    line,
    workingMs: 60_000,
    ...(met !== undefined && { target: { met, dueAt: `2026-11-02T${at}:00.000Z` } }),
  });
const closed = (id: string) =>
  event(id, 'incident.closed', {
    outcome: 'resolved',
    successful: true,
    counted: true,
    closedAt: '2026-11-02T09:00:00.000Z',
  });

describe('Tally', () => {
  it('S4-67 C8 judges each target that has ended once, by the last priority', () => {
    const { responseAttainment, resolutionAttainment, slaAttainment } = figuresOf(
      event('1', 'incident.recorded', RECORDED),
      event('1', 'incident.responded', { workingMs: 1, target: { met: true, dueAt: '2026-11-02T03:00:00.000Z' } }),
      event('1', 'incident.priority-changed', { from: 'P2', to: 'P1', reason: 'r' }),
      resolved('1', '03:00', true),
      event('1', 'incident.resolution-rejected', { reason: 'r', move: MOVE }),
      resolved('1', '04:00', false),
      event('2', 'incident.recorded', RECORDED),
      resolved('2', '03:00', undefined),
      event('3', 'incident.recorded', RECORDED),
      event('3', 'incident.sla-breached', { clock: 'resolution', dueAt: '2026-11-02T05:00:00.000Z' }),
    );
    const ratio = (numerator: number, denominator: number, value: number) => ({ numerator, denominator, value });
    expect(responseAttainment).toEqual({ all: ratio(1, 1, 100), byPriority: { P1: ratio(1, 1, 100) } });
    expect(resolutionAttainment.byPriority).toEqual({ P1: ratio(0, 1, 0), P2: ratio(0, 1, 0) });
    expect(slaAttainment).toEqual(ratio(1, 3, 33.33));
  });

  it('S0-90 S0-91 C8 takes times and rates of what was closed', () => {
    const figures = figuresOf(
      event('1', 'incident.recorded', RECORDED),
      event('1', 'incident.responded', { workingMs: 1_000 }, '01:30'),
      resolved('1', '03:00', true),
      closed('1'),
      event('2', 'incident.recorded', RECORDED),
      resolved('2', '08:00', false),
      event('3', 'incident.recorded', RECORDED),
      event('3', 'incident.cancelled', { reason: 'r' }),
    );
    expect(figures).toMatchObject({ recorded: 3, closed: 1, open: 1, cancelled: 1, duplicates: 0 });
    expect(figures.closureRate.value).toBe(33.33);
    expect(figures.response).toEqual({ count: 1, mean: 1_800_000, median: 1_800_000, p90: 1_800_000 });
    expect(figures.responseWorking.mean).toBe(1_000);
    expect(figures.resolution.median).toBe(7_200_000);
    expect(figures.onTimeResolutionRate.value).toBe(100);
  });

  it('S4-51 S1-11 counts warnings and breaches by clock, escalations by kind and hand', () => {
    const figures = figuresOf(
      event('1', 'incident.recorded', RECORDED),
      event('1', 'incident.sla-warned', { clock: 'response', percent: 75, at: AT }),
      event('1', 'incident.sla-warned', { clock: 'resolution', percent: 75, at: AT }),
      event('1', 'incident.sla-warned', { clock: 'resolution', percent: 90, at: AT }),
      event('1', 'incident.sla-breached', { clock: 'resolution', dueAt: AT }),
      event('1', 'incident.escalated', { kind: 'functional', reason: 'r', move: MOVE }),
      event('1', 'incident.escalated', { kind: 'hierarchical', reason: 'r' }, '02:00', 'process:sla-escalation'),
      event('1', 'incident.assigned', { from: {}, to: { engineer: 'a' }, reason: 'r' }),
      event('1', 'incident.assigned', { from: { engineer: 'a' }, to: { engineer: 'b' }, reason: 'r' }),
      event('1', 'incident.confirmation-reminded', { count: 1 }),
      event('1', 'incident.confirmation-handed-over', {}),
    );
    expect(figures.warnings).toEqual({ resolution: 2, response: 1 });
    expect(figures.breaches).toEqual({ resolution: 1 });
    expect(figures.escalations).toEqual({ functional: 1, hierarchical: 1, automatic: 1 });
    expect([figures.reassignments, figures.reminders, figures.handedOver]).toEqual([1, 1, 1]);
  });

  it('is nothing of nothing', () => {
    const figures = figuresOf();
    expect(figures.closureRate).toEqual({ numerator: 0, denominator: 0, value: null });
    expect(figures.response).toEqual({ count: 0, mean: null, median: null, p90: null });
  });
});

describe('spread', () => {
  it.each([
    [[5], { count: 1, mean: 5, median: 5, p90: 5 }],
    [[3, 1], { count: 2, mean: 2, median: 2, p90: 3 }],
    [[10, 1, 2, 3, 4, 5, 6, 7, 8, 9], { count: 10, mean: 6, median: 6, p90: 9 }],
  ])('describes %j', (durations, expected) => {
    expect(spread(durations)).toEqual(expected);
  });
});
