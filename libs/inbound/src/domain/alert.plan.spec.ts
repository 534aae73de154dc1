import { hash } from 'node:crypto';
import fc from 'fast-check';
import type { Alert } from './alert.js';
import { type Effect, incidentIdOf, planAlert, type Standing } from './alert.plan.js';
import { type AlertState, evolveAlert, initialAlert, MOST_TOLD } from './alert.state.js';

const NOW = '2026-11-21T12:00:00.000Z';
const digestOf = (text: string) => hash('sha256', text, 'hex');
const alert = (changes: Partial<Alert> & { readonly says?: string } = {}): Alert => {
  const { says = 'The disk is full', ...rest } = changes;
  return {
    fingerprint: 'f1',
    status: 'firing',
    startsAt: '2026-11-21T10:00:00.000Z',
    endsAt: '2026-11-21T10:00:00.000Z',
    labels: { alertname: 'DiskFull' },
    annotations: { summary: says },
    digest: digestOf(says),
    ...rest,
  };
};
const recovered = (changes: Partial<Alert> = {}) =>
  alert({ status: 'resolved', endsAt: '2026-11-21T11:00:00.000Z', ...changes });
const first = incidentIdOf('f1', 1);
const standing = (changes: Partial<Standing> = {}): Standing => ({
  id: first,
  status: 'new',
  takesEvidence: false,
  ...changes,
});

/** An alert that goes through deliveries, its incident where a test puts it. */
class Course {
  state: AlertState = initialAlert;
  readonly effects: Effect[] = [];
  incident: Standing | undefined;

  deliver(delivered: Alert): string {
    const plan = planAlert(delivered, this.state, this.incident, NOW);
    for (const effect of plan.effects) {
      this.effects.push(effect);
      if (effect.kind === 'record') this.incident = standing({ id: effect.incidentId });
    }
    for (const event of plan.events) this.state = evolveAlert(this.state, event);
    return plan.outcome;
  }
}

describe('planAlert', () => {
  it('S0-102 S4-17 records an incident for an alert that fires for the first time', () => {
    expect(planAlert(alert(), initialAlert, undefined, NOW)).toEqual({
      outcome: 'opened',
      effects: [{ kind: 'record', incidentId: first }],
      events: [
        {
          type: 'alert.opened',
          data: {
            fingerprint: 'f1',
            name: 'DiskFull',
            incidentId: first,
            startsAt: '2026-11-21T10:00:00.000Z',
            digest: digestOf('The disk is full'),
          },
        },
      ],
    });
  });

  it('S1-27 repeats a closed incident, and only that', () => {
    const course = new Course();
    course.deliver(alert());
    course.deliver(recovered());
    course.incident = standing({ status: 'closed' });
    expect(course.deliver(alert({ startsAt: '2026-11-21T11:30:00.000Z' }))).toBe('opened');
    expect(course.effects.at(-1)).toEqual({ kind: 'record', incidentId: incidentIdOf('f1', 2), recurrenceOf: first });
    course.incident = standing({ status: 'cancelled' });
    expect(course.deliver(alert({ startsAt: '2026-11-21T11:40:00.000Z' }))).toBe('opened');
    expect(course.effects.at(-1)).toEqual({ kind: 'record', incidentId: incidentIdOf('f1', 3) });
  });

  it('C17 gives the evidence itself where the profile lets monitoring confirm', () => {
    const course = new Course();
    course.deliver(alert());
    course.incident = standing({ status: 'resolved', takesEvidence: true });
    expect(course.deliver(recovered())).toBe('recovered');
    expect(course.effects.at(-1)).toEqual({
      kind: 'confirm',
      incidentId: first,
      evidence: expect.stringContaining('**DiskFull has recovered** at 2026-11-21T11:00:00.000Z'),
    });
  });

  it('C17 tells the desk otherwise, and nobody when the incident is over', () => {
    const course = new Course();
    course.deliver(alert());
    course.incident = standing({ status: 'resolved' });
    const told = planAlert(recovered(), course.state, course.incident, NOW);
    expect(told.effects).toEqual([expect.objectContaining({ kind: 'comment', incidentId: first })]);
    const over = planAlert(recovered(), course.state, standing({ status: 'closed' }), NOW);
    expect(over).toMatchObject({ outcome: 'recovered', effects: [], events: [{ data: { evidence: 'none' } }] });
  });

  it('C22 lets nothing recover in the future', () => {
    const course = new Course();
    course.deliver(alert());
    const plan = planAlert(recovered({ endsAt: '2199-01-01T00:00:00.000Z' }), course.state, course.incident, NOW);
    expect(plan.events).toEqual([expect.objectContaining({ data: expect.objectContaining({ endsAt: NOW }) })]);
  });

  it('S4-17 comments on so many texts at most', () => {
    const course = new Course();
    course.deliver(alert());
    for (let index = 0; index < 50; index += 1) course.deliver(alert({ says: `${index} percent` }));
    expect(course.effects.filter(({ kind }) => kind === 'comment')).toHaveLength(MOST_TOLD - 1);
  });

  const HOURS = [1, 2, 3, 4, 5].map((hour) => `2026-11-21T0${hour}:00:00.000Z`);
  const deliveries = fc.array(
    fc.record({
      startsAt: fc.constantFrom(...HOURS),
      status: fc.constantFrom<Alert['status']>('firing', 'resolved'),
      says: fc.constantFrom('one', 'two'),
      then: fc.constantFrom<Standing['status'] | undefined>(undefined, undefined, 'resolved', 'closed', 'cancelled'),
    }),
    { maxLength: 12 },
  );

  it('S4-17 any course of deliveries, each repeated at once, does what it does without repetition', () => {
    fc.assert(
      fc.property(deliveries, (course) => {
        const [once, twice] = [new Course(), new Course()];
        for (const { then, ...news } of course) {
          const delivered = alert({ ...news, endsAt: news.startsAt.replace(':00:00.', ':30:00.') });
          once.deliver(delivered);
          twice.deliver(delivered);
          expect(['unchanged', 'stale', 'unknown']).toContain(twice.deliver(delivered));
          for (const each of [once, twice]) {
            if (then !== undefined && each.incident !== undefined) each.incident = { ...each.incident, status: then };
          }
        }
        expect(twice.state).toEqual(once.state);
        expect(twice.effects).toEqual(once.effects);
      }),
    );
  });

  it('S4-17 one firing makes one incident at most', () => {
    fc.assert(
      fc.property(deliveries, (course) => {
        const one = new Course();
        for (const { then, ...news } of course) {
          one.deliver(alert(news));
          if (then !== undefined && one.incident !== undefined) one.incident = { ...one.incident, status: then };
        }
        const firings = new Set(course.filter(({ status }) => status === 'firing').map(({ startsAt }) => startsAt));
        const recorded = one.effects.filter(({ kind }) => kind === 'record').map(({ incidentId }) => incidentId);
        expect(new Set(recorded).size).toBe(recorded.length);
        expect(recorded.length).toBeLessThanOrEqual(firings.size);
      }),
    );
  });
});
