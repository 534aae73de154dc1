import { changeAggregate, type ChangeCommand, type ChangeState, decideChange } from '@evidesk/changes';
import { decideIncident, incidentAggregate, type IncidentCommand, type IncidentState } from '@evidesk/incidents';
import type { DomainEvent } from '@evidesk/kernel';
import { compileProfile, type CompiledProfile, loadShippedProfile } from '@evidesk/profiles';
import { LEFT_OPEN } from './left-open.js';
import type { PlannedAction, PlannedStep } from './planned-step.js';
import { scenario } from './scenario.js';

const OPTIONS = { seed: 7, month: '2026-10', incidents: 300, timeZone: 'Asia/Shanghai' };

/** Plays the steps through the deciders and keeps the states. */
class DryRun {
  readonly incidents = new Map<string, IncidentState>();
  readonly changes = new Map<string, ChangeState>();
  readonly events: DomainEvent[] = [];

  constructor(private readonly profile: CompiledProfile) {}

  play(step: PlannedStep): void {
    this.do(step, step.action);
    if (step.reaction !== undefined) this.do({ ...step, actor: { id: 'process', roles: ['system'] } }, step.reaction);
  }

  private do({ at, actor, incidentId, key }: PlannedStep, action: PlannedAction): void {
    const metadata = { commandId: key, correlationId: key, actor, occurredAt: at, recordedAt: at };
    const { type } = action;
    const number = 'INC-202610-000001';
    if (action.kind === 'record' || action.kind === 'incident') {
      const data = action.kind === 'record' ? { ...action.data, number } : action.data;
      let state = this.incidents.get(incidentId) ?? incidentAggregate.initial;
      const events = decideIncident({ type, data, metadata } as IncidentCommand, state, this.profile);
      for (const event of events) state = incidentAggregate.evolve(state, event, at);
      this.incidents.set(incidentId, state);
      this.keep(`${key} ${type}`, events, incidentAggregate.eventTypes);
    } else {
      const data = action.kind === 'request-change' ? { ...action.data, number } : action.data;
      let state = this.changes.get(action.changeId) ?? changeAggregate.initial;
      const events = decideChange({ type, data, metadata } as ChangeCommand, state);
      for (const event of events) state = changeAggregate.evolve(state, event, at);
      this.changes.set(action.changeId, state);
      this.keep(`${key} ${type}`, events, changeAggregate.eventTypes);
    }
  }

  private keep(key: string, events: readonly DomainEvent[], types: typeof incidentAggregate.eventTypes): void {
    if (events.length === 0) throw new Error(`${key} changes nothing`);
    for (const { type, data } of events) {
      const problem = types.get(type)?.check(JSON.parse(JSON.stringify(data)));
      if (problem !== undefined) throw new Error(`${key}: ${type}: ${problem}`);
    }
    this.events.push(...events);
  }
}

describe('scenario', () => {
  let profile: CompiledProfile;
  let played: DryRun;
  beforeAll(async () => {
    profile = compileProfile(await loadShippedProfile('std-4tier'), { name: 'std-4tier', version: 1 });
    played = dryRun(scenario(OPTIONS));
  });
  const dryRun = (steps: readonly PlannedStep[]) => {
    const run = new DryRun(profile);
    for (const step of steps) run.play(step);
    return run;
  };

  it('S0-97 plays the same month for the same seed, and another for another', () => {
    expect(scenario(OPTIONS)).toEqual(scenario(OPTIONS));
    expect(scenario({ ...OPTIONS, seed: 8 })).not.toEqual(scenario(OPTIONS));
  });

  it('is in the order of time, within the month, and names each step once', () => {
    const steps = scenario(OPTIONS);
    const instants = steps.map(({ at }) => at);
    expect(instants).toEqual([...instants].sort());
    expect(instants[0]?.slice(0, 10) ?? '').toMatch(/^2026-(09-30|10-0[1-9])$/);
    expect(instants.at(-1) ?? '').not.toMatch(/^2026-11/);
    expect(new Set(steps.map(({ key }) => key)).size).toBe(steps.length);
  });

  it.each([1, 42])('is refused nothing by the deciders: seed %i', (seed) => {
    expect(() => dryRun(scenario({ ...OPTIONS, seed }))).not.toThrow();
  });

  it('is refused nothing when it stops at any day, or has a short month', () => {
    for (const day of ['03', '20']) dryRun(scenario({ ...OPTIONS, until: `2026-10-${day}T03:00:00.000Z` }));
    expect(() => dryRun(scenario({ ...OPTIONS, month: '2026-02', incidents: 40 }))).not.toThrow();
  });

  it('has as many incidents as were asked for', () => {
    expect(played.incidents.size).toBe(300);
  });

  it('leaves something at every stage and for every reason to wait', () => {
    const { incidents } = played;
    const states = [...incidents.values()].flatMap((state) => (state.status === 'unrecorded' ? [] : [state]));
    const where = new Set(
      states.flatMap((state) =>
        state.status === 'closed' || state.status === 'cancelled'
          ? []
          : state.status === 'pending' && state.pendingReason !== 'change'
            ? [`pending:${state.pendingReason}`]
            : [state.stage],
      ),
    );
    for (const { stage } of LEFT_OPEN) expect(where).toContain(stage);
  });

  it('spreads over courses as a desk does: half and more solved by the desk, some of everything else', () => {
    const { incidents, events, changes } = played;
    const count = (type: string) => events.filter((event) => event.type === type).length;
    const solved = events.filter((event) => event.type === 'incident.resolved');
    const byDesk = solved.filter((event) => (event.data as { tier: string }).tier === 'service_desk').length;
    expect(byDesk / solved.length).toBeGreaterThan(0.45);
    expect(byDesk / solved.length).toBeLessThan(0.72);
    const tiers = new Set(solved.map((event) => (event.data as { tier: string }).tier));
    expect(tiers).toEqual(new Set(['service_desk', 'l1', 'l2', 'l3']));
    for (const type of RARE) expect([type, count(type)]).toEqual([type, expect.any(Number)]);
    for (const type of RARE) expect(count(type)).toBeGreaterThan(0);
    const ends = new Set([...changes.values()].map(({ status }) => status));
    expect(ends).toContain('closed');
    const priorities = [...incidents.values()].map((state) => ('priority' in state ? state.priority : ''));
    for (const priority of ['P1', 'P2', 'P3', 'P4']) expect(priorities).toContain(priority);
    const units = [...incidents.values()].map((state) => ('reportingUnit' in state ? state.reportingUnit : ''));
    expect(new Set(units).size).toBeGreaterThan(8);
  });

  it('S2-03 tells of the site that users of some regions cannot reach, to its end', () => {
    const { incidents } = played;
    const told = [...incidents.values()].filter(
      (state) => state.status !== 'unrecorded' && state.title === '部分地区用户无法访问网站',
    );
    expect(told.map(({ status }) => status).sort()).toEqual(['cancelled', 'cancelled', 'closed']);
    expect(told.find(({ status }) => status === 'closed')).toMatchObject({ major: true, priority: 'P1' });
  });

  it('refuses what is no month, and too few incidents', () => {
    expect(() => scenario({ ...OPTIONS, month: '2026-13' })).toThrow(RangeError);
    expect(() => scenario({ ...OPTIONS, incidents: 5 })).toThrow(RangeError);
  });
});

const RARE = [
  'incident.put-on-hold',
  'incident.resumed',
  'incident.resolution-rejected',
  'incident.marked-duplicate',
  'incident.cancelled',
  'incident.followed-up',
  'incident.workaround-applied',
  'incident.change-failed',
  'incident.change-implemented',
  'incident.priority-changed',
  'incident.declared-major',
  'incident.linked',
  'change.rejected',
  'change.rolled-back',
];
