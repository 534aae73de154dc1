import type { CompiledProfile } from '@evidesk/profiles';
import { by, command } from '../../testing/commands.js';
import { givenIncident, Life, on, profileOf } from '../../testing/incident-kit.js';
import { lifeAt } from '../../testing/std-4tier-path.js';
import type { IncidentResolved } from '../contract/flow-events.js';

let desk: CompiledProfile;
beforeAll(async () => {
  desk = await profileOf();
});

interface Course {
  readonly reportedAt: string;
  readonly resolvedAt: string;
  readonly priority?: string;
  readonly recordType?: 'incident' | 'service_request';
  readonly between?: (life: Life) => void;
  readonly profile?: CompiledProfile;
  readonly who?: string;
}

/** Records, classifies, solves at the desk and resolves; the resolution's event. */
function resolution({
  reportedAt,
  resolvedAt,
  priority = 'P2',
  recordType,
  between,
  profile = desk,
  who = 'service_desk',
}: Course) {
  const actor = by(who).actor;
  const life = new Life(profile)
    .does('RecordIncident', { priority, recordType, discoveredAt: reportedAt }, on(reportedAt, actor))
    .does('ClassifyIncident', {}, on(reportedAt, actor));
  between?.(life);
  life
    .does(
      'RecordSupport',
      { tier: life.incident.tier, resolved: true, escalationReason: undefined },
      on(resolvedAt, actor),
    )
    .does('ResolveIncident', {}, on(resolvedAt, actor));
  return (life.last as IncidentResolved).data;
}

/** Shanghai is 8 hours ahead. Working time is Monday to Friday, 9 to 12 and 13 to 18. */
describe('The resolution target', () => {
  it('S4-20 S4-25 S4-26 C26 critical: two hours round the clock, through the night of a Saturday', () => {
    const kept = resolution({
      priority: 'P1',
      reportedAt: '2026-11-14T15:30:00.000Z',
      resolvedAt: '2026-11-14T17:30:00.000Z',
    });
    expect(kept.target).toEqual({ duration: 'PT2H', calendar: '24x7', dueAt: '2026-11-14T17:30:00.000Z', met: true });
    expect(
      resolution({ priority: 'P1', reportedAt: '2026-11-14T15:30:00.000Z', resolvedAt: '2026-11-14T17:30:00.001Z' })
        .target?.met,
    ).toBe(false);
    expect(desk.slaTarget('incident', 'P1')?.response).toBe('PT15M');
  });

  it('S4-21 high: eight hours round the clock, over midnight', () => {
    expect(
      resolution({ reportedAt: '2026-11-16T12:00:00.000Z', resolvedAt: '2026-11-16T20:00:00.000Z' }),
    ).toMatchObject({
      workingMs: 8 * 3_600_000,
      target: { duration: 'PT8H', calendar: '24x7', dueAt: '2026-11-16T20:00:00.000Z', met: true },
    });
    expect(desk.slaTarget('incident', 'P2')?.response).toBe('PT1H');
  });

  it('S4-22 C21 medium: 24 working hours are three days of eight, over nights and a weekend', () => {
    // Thursday 2026-11-12 10:00 → 7 h Thursday, 8 h Friday, 8 h Monday, 1 h Tuesday: Tuesday 10:00.
    const course = { priority: 'P3', reportedAt: '2026-11-12T02:00:00.000Z' };
    expect(resolution({ ...course, resolvedAt: '2026-11-17T02:00:00.000Z' })).toMatchObject({
      workingMs: 24 * 3_600_000,
      target: { duration: 'PT24H', calendar: 'working', dueAt: '2026-11-17T02:00:00.000Z', met: true },
    });
    expect(resolution({ ...course, resolvedAt: '2026-11-17T02:00:00.001Z' }).target?.met).toBe(false);
    expect(desk.slaTarget('incident', 'P3')?.response).toBe('PT4H');
  });

  it('S4-23 C21 low: 72 working hours are nine days of eight', () => {
    // Monday 2026-11-02 09:00 → nine working days: Thursday 2026-11-12 18:00.
    expect(
      resolution({ priority: 'P4', reportedAt: '2026-11-02T01:00:00.000Z', resolvedAt: '2026-11-12T09:00:00.000Z' })
        .target,
    ).toMatchObject({
      duration: 'PT72H',
      dueAt: '2026-11-12T10:00:00.000Z',
      met: true,
    });
    expect(desk.slaTarget('incident', 'P4')?.response).toBe('PT8H');
  });

  it('S4-24 S4-60 C15 C21 a service request: five working days, whatever its priority', () => {
    const course = {
      recordType: 'service_request',
      reportedAt: '2026-11-12T02:30:00.000Z',
      resolvedAt: '2026-11-19T02:30:00.000Z',
    } as const;
    for (const priority of ['P1', 'P4']) {
      expect(resolution({ ...course, priority }).target).toEqual({
        duration: 'P5D',
        calendar: 'working',
        dueAt: '2026-11-19T02:30:00.000Z',
        met: true,
      });
    }
    expect(desk.slaTarget('service_request', 'P1')?.response).toBe('PT24H');
  });

  it('S4-22 what is reported at night counts from the morning', () => {
    // Friday 22:00 → Monday 09:00 + 24 h = Wednesday 18:00.
    expect(
      resolution({ priority: 'P3', reportedAt: '2026-11-13T14:00:00.000Z', resolvedAt: '2026-11-16T02:00:00.000Z' }),
    ).toMatchObject({
      workingMs: 3_600_000,
      target: { dueAt: '2026-11-18T10:00:00.000Z' },
    });
  });

  it('S4-25 no row, no target', async () => {
    const without = await profileOf('std-4tier', (profile) => ({ ...profile, slaTargets: [] }));
    expect(
      resolution({ profile: without, reportedAt: '2026-11-16T02:00:00.000Z', resolvedAt: '2026-11-16T03:00:00.000Z' }),
    ).not.toHaveProperty('target', expect.anything());
  });

  it.each([
    ['S1-63 C2 C3 high: two working hours', 'P2', 'PT2H', '2026-11-16T04:00:00.000Z'],
    ['S1-62 C2 C3 medium: four working hours, over lunch', 'P3', 'PT4H', '2026-11-16T07:00:00.000Z'],
    ['S1-61 C2 C3 low: eight working hours, over night', 'P4', 'PT8H', '2026-11-17T02:00:00.000Z'],
  ])('%s', async (_title, priority, duration, dueAt) => {
    const itss = await profileOf('hhlc-itss');
    const { target } = resolution({
      profile: itss,
      who: 'l1',
      priority,
      reportedAt: '2026-11-16T02:00:00.000Z',
      resolvedAt: dueAt,
    });
    expect(target).toEqual({ duration, calendar: 'working', dueAt, met: true });
  });

  it('C10 is the one in force at resolution; the clock runs from the report', () => {
    const course = { priority: 'P2', reportedAt: '2026-11-16T02:00:00.000Z', resolvedAt: '2026-11-16T05:00:00.000Z' };
    expect(resolution(course).target).toMatchObject({ duration: 'PT8H', met: true });
    const raised = resolution({
      ...course,
      between: (life) => life.does('ChangePriority', { priority: 'P1' }, on('2026-11-16T04:00:00.000Z')),
    });
    expect(raised.target).toEqual({
      duration: 'PT2H',
      calendar: '24x7',
      dueAt: '2026-11-16T04:00:00.000Z',
      met: false,
    });
  });

  it('C10 C27 keeps the pauses when the priority changes', () => {
    const { target, workingMs } = resolution({
      priority: 'P2',
      reportedAt: '2026-11-16T02:00:00.000Z',
      resolvedAt: '2026-11-16T06:00:00.000Z',
      between: (life) =>
        life
          .does('PutOnHold', { reason: 'user' }, on('2026-11-16T03:00:00.000Z'))
          .does('ResumeIncident', {}, on('2026-11-16T05:30:00.000Z'))
          .does('ChangePriority', { priority: 'P1' }, on('2026-11-16T05:30:00.000Z')),
    });
    expect(target).toMatchObject({ duration: 'PT2H', dueAt: '2026-11-16T06:30:00.000Z', met: true });
    expect(workingMs).toBe(1.5 * 3_600_000);
  });

  it('C27 a pause over a night counts by its working time only', () => {
    // Monday 17:00 to Tuesday 10:00 on hold: two working hours.
    const { target } = resolution({
      priority: 'P3',
      reportedAt: '2026-11-16T01:00:00.000Z',
      resolvedAt: '2026-11-17T06:00:00.000Z',
      between: (life) =>
        life
          .does('PutOnHold', {}, on('2026-11-16T09:00:00.000Z'))
          .does('ResumeIncident', {}, on('2026-11-17T02:00:00.000Z')),
    });
    // 24 h + 2 h from Monday 09:00: Thursday 11:00.
    expect(target?.dueAt).toBe('2026-11-19T03:00:00.000Z');
  });

  it.each([
    ['user', true],
    ['supplier', false],
    ['change', false],
    ['problem', false],
  ] as const)('S0-20 C27 waiting for %s stops the clocks: %s', (reason, pausesClocks) => {
    givenIncident(desk)(...lifeAt('third_line (in_progress)', desk).events)
      .when(command('PutOnHold', { reason, note: undefined }, by('l3')))
      .then({ type: 'incident.put-on-hold', data: { reason, pausesClocks } });
  });

  it('C27 S1 pauses for nobody', async () => {
    const itss = await profileOf('hhlc-itss');
    for (const reason of ['user', 'supplier', 'change', 'problem'])
      expect(itss.pauseReason(reason)?.pausesClocks).toBe(false);
  });

  it('C27 resumes what waits, and says what it waited for', () => {
    givenIncident(desk)(...lifeAt('second_line (pending)', desk).events)
      .when(command('ResumeIncident', { note: 'The part came' }))
      .then({ type: 'incident.resumed', data: { reason: 'supplier', note: 'The part came' } });
  });

  it('S1-29 S1-31 S1-33 C19 a workaround leaves it in progress, and its clock running', () => {
    const life = lifeAt('change_implementation (pending)', desk);
    givenIncident(desk)(...life.events)
      .when(command('ApplyWorkaround', {}, by('l3')))
      .then({ type: 'incident.workaround-applied', data: { description: 'Mail goes by the old relay.' } });
    expect(life.does('ApplyWorkaround').incident.status).toBe('pending');
    expect(lifeAt('second_line (in_progress)', desk).does('ApplyWorkaround').incident).toMatchObject({
      status: 'in_progress',
      stage: 'second_line',
    });
    const late = resolution({
      priority: 'P1',
      reportedAt: '2026-11-16T02:00:00.000Z',
      resolvedAt: '2026-11-16T05:00:00.000Z',
      between: (open) => open.does('ApplyWorkaround', {}, on('2026-11-16T02:10:00.000Z')),
    });
    expect(late.target?.met).toBe(false);
  });
});
