import type { CompiledProfile } from '@evidesk/profiles';
import { by, command } from '../../testing/commands.js';
import { givenIncident, Life, on, profileOf } from '../../testing/incident-kit.js';
import { lifeAt } from '../../testing/std-4tier-path.js';
import type { IncidentEvent } from '../contract/incident-events.js';
import { allowedCommands } from './allowed-commands.js';

let desk: CompiledProfile;
beforeAll(async () => {
  desk = await profileOf();
});

const system = by('system').actor;
const START = '2026-11-16T02:00:00.000Z';
/** A deadline's command: about an instant, sent whenever. */
const reach = (occurredAt: string, recordedAt = occurredAt) =>
  command('ReachDeadlines', {}, { actor: system, occurredAt, recordedAt });

describe('ReachDeadlines', () => {
  const given = () => givenIncident(desk)(...lifeAt('second_line (in_progress)', desk).events);

  it('S1-11 S4-27 tells what has come by its instant, in order, as of when it was due', () => {
    given()
      .when(reach('2026-11-16T10:00:00.000Z', '2027-02-01T00:00:00.000Z'))
      .then(
        {
          type: 'incident.sla-warned',
          data: {
            clock: 'resolution',
            percent: 75,
            at: '2026-11-16T08:00:00.000Z',
            dueAt: '2026-11-16T10:00:00.000Z',
          },
        },
        {
          type: 'incident.sla-warned',
          data: {
            clock: 'resolution',
            percent: 90,
            at: '2026-11-16T09:12:00.000Z',
            dueAt: '2026-11-16T10:00:00.000Z',
          },
        },
        {
          type: 'incident.sla-breached',
          data: { clock: 'resolution', dueAt: '2026-11-16T10:00:00.000Z', tier: 'l2', priority: 'P2' },
        },
      );
  });

  it('tells nothing that is still to come, and nothing twice', () => {
    given().when(reach('2026-11-16T07:59:59.999Z')).nothing();
    const life = lifeAt('second_line (in_progress)', desk).carryOut(reach('2026-11-16T08:00:00.000Z'));
    expect(life.last.type).toBe('incident.sla-warned');
    givenIncident(desk)(...life.events)
      .when(reach('2026-11-16T08:00:00.000Z'))
      .nothing();
  });

  it('S1-58 a target is kept until its last instant, whichever command comes then', () => {
    const due = on('2026-11-16T10:00:00.000Z', by('service_desk').actor);
    const life = lifeAt('resolution (in_progress)', desk).does('ResolveIncident', {}, due);
    expect(life.types.slice(-3)).toEqual(['incident.sla-warned', 'incident.sla-warned', 'incident.resolved']);
    expect(life.last.data).toMatchObject({ target: { met: true } });
    const late = on('2026-11-16T10:00:00.001Z', by('service_desk').actor);
    const missed = lifeAt('resolution (in_progress)', desk).does('ResolveIncident', {}, late);
    expect(missed.types.slice(-2)).toEqual(['incident.sla-breached', 'incident.resolved']);
    expect(missed.last.data).toMatchObject({ target: { met: false } });
  });

  it.each(['second_line (cancelled)', 'closing, confirmed (resolved)', 'closing (closed)'] as const)(
    'is silent at %s',
    (place) => {
      givenIncident(desk)(...lifeAt(place, desk).events)
        .when(reach('2027-11-16T00:00:00.000Z'))
        .nothing();
    },
  );

  it('is the automation’s: nobody else may, and nobody is offered it', () => {
    const { incident } = lifeAt('second_line (in_progress)', desk);
    for (const type of ['ReachDeadlines', 'EscalateOverdue'] as const) {
      given()
        .when(command(type, {}, by('service_desk', 'l2', 'incident_manager', 'importer')))
        .refused('incident.role-not-permitted', { kind: 'forbidden' });
      expect(allowedCommands(incident, desk)).not.toContain(type);
      expect(desk.rolesFor(type)).toEqual(['system']);
    }
  });

  it('C22 refuses an instant that has not come, never one that came long ago', () => {
    given().when(reach('2026-11-16T10:00:00.001Z', '2026-11-16T10:00:00.000Z')).refused('incident.occurs-in-future');
    const old = new Life(desk).does(
      'RecordIncident',
      { discoveredAt: '2016-03-01T00:00:00.000Z' },
      { ...by('importer'), occurredAt: '2016-03-01T00:00:00.000Z', recordedAt: START },
    );
    expect(old.carryOut(reach('2016-03-01T08:00:00.000Z', START)).last).toMatchObject({
      type: 'incident.sla-breached',
      data: { dueAt: '2016-03-01T08:00:00.000Z' },
    });
  });
});

describe('EscalateOverdue', () => {
  const DUE = '2026-11-16T10:00:00.000Z';
  const overdue = { clock: 'resolution', dueAt: DUE } as const;
  const reason = `resolution was due at ${DUE}`;
  const manager: IncidentEvent = { type: 'incident.escalated', data: { kind: 'hierarchical', reason, overdue } };
  const escalate = command('EscalateOverdue', overdue, { actor: system, ...on('2026-11-16T10:05:00.000Z', system) });
  const late = (life: Life) => life.carryOut(reach(DUE));
  const breached = (place: Parameters<typeof lifeAt>[0]) => late(lifeAt(place, desk));

  it('S4-51 S0-30 S1-06 sends it to the next tier, and to the incident manager', () => {
    givenIncident(desk)(...breached('second_line (in_progress)').events)
      .when(escalate)
      .then(
        {
          type: 'incident.escalated',
          data: {
            kind: 'functional',
            reason,
            overdue,
            move: { from: 'second_line', to: 'third_line', tier: 'l3', waitsFor: ['l3'] },
          },
        },
        manager,
      );
  });

  it.each([
    'classification (new)',
    'third_line (in_progress)',
    'second_line (pending)',
    'resolution (in_progress)',
  ] as const)('S4-51 tells the incident manager alone where nothing leads up: %s', (place) => {
    givenIncident(desk)(...breached(place).events)
      .when(escalate)
      .then(manager);
  });

  it('is done once', () => {
    const life = breached('second_line (in_progress)').carryOut(escalate);
    expect(life.incident.stage).toBe('third_line');
    givenIncident(desk)(...life.events)
      .when(escalate)
      .nothing();
  });

  it('comes to nothing when the incident has ended, or the breach was undone', () => {
    const undone = breached('second_line (in_progress)').does(
      'ChangePriority',
      { priority: 'P3' },
      on('2026-11-16T10:01:00.000Z', by('l2').actor),
    );
    givenIncident(desk)(...undone.events)
      .when(escalate)
      .nothing();
    for (const place of ['closing (closed)', 'second_line (cancelled)', 'closing (resolved)'] as const)
      givenIncident(desk)(...lifeAt(place, desk).events)
        .when(escalate)
        .nothing();
  });
});

describe('Waiting for the reporter to confirm', () => {
  /** Ready for closing on Monday 10:00; working days are Monday to Friday. */
  const waiting = (profile = desk) => lifeAt('closing (resolved)', profile);
  function ready(profile: CompiledProfile, data: object): Life {
    return new Life(profile)
      .does('RecordIncident', data)
      .does('ClassifyIncident')
      .does('RecordSupport', { resolved: true, escalationReason: undefined })
      .does('ResolveIncident')
      .does('RecordSolution');
  }
  const closing = (change: Partial<CompiledProfile['definition']['closing']>) =>
    profileOf('std-4tier', (profile) => ({ ...profile, closing: { ...profile.closing, ...change } }));

  it('S0-33 S1-40 reminds him after one and three working days, and hands over to the desk after five', () => {
    const life = waiting();
    expect(life.events.filter(({ data }) => 'awaited' in data && data.awaited !== undefined)).toHaveLength(1);
    givenIncident(desk)(...life.events)
      .when(reach('2026-11-23T02:00:00.000Z'))
      .then(
        { type: 'incident.confirmation-reminded', data: { count: 1, dueAt: '2026-11-17T02:00:00.000Z' } },
        { type: 'incident.confirmation-reminded', data: { count: 2, dueAt: '2026-11-19T02:00:00.000Z' } },
        {
          type: 'incident.confirmation-handed-over',
          data: { dueAt: '2026-11-23T02:00:00.000Z', waitsFor: ['service_desk'] },
        },
      );
  });

  it('S0-33 tells each once', () => {
    const life = waiting().carryOut(reach('2026-11-17T02:00:00.000Z')).carryOut(reach('2026-11-23T02:00:00.000Z'));
    expect(life.types.slice(-3)).toEqual([
      'incident.confirmation-reminded',
      'incident.confirmation-reminded',
      'incident.confirmation-handed-over',
    ]);
    givenIncident(desk)(...life.events)
      .when(reach('2027-01-01T00:00:00.000Z'))
      .nothing();
  });

  it('C17 S1-41 ends with his answer, and with a rejection', () => {
    for (const answer of ['ConfirmResolution', 'RejectResolution'] as const) {
      const life = waiting().does(answer, {}, on(START, by('service_desk').actor));
      expect(life.carryOut(reach('2026-11-16T02:30:00.000Z')).last.type).not.toMatch(/confirmation-/);
      expect(life.incident).not.toHaveProperty('awaiting', expect.anything());
    }
  });

  it('C17 is for users alone, and not for what is confirmed before it can be closed', () => {
    expect(ready(desk, { source: 'monitoring_alert' }).incident).not.toHaveProperty('awaiting', expect.anything());
    const early = new Life(desk)
      .does('RecordIncident')
      .does('ClassifyIncident')
      .does('RecordSupport', { resolved: true, escalationReason: undefined })
      .does('ResolveIncident')
      .does('ConfirmResolution')
      .does('RecordSolution');
    expect(early.last.data).not.toHaveProperty('awaited', expect.anything());
  });

  it('C17 hands over to those who confirm on behalf, whoever closes', async () => {
    const fault = await profileOf('blueking-fault');
    const roles = by('customer_service', 'operations', 'qc').actor;
    const life = new Life(fault)
      .does('RecordIncident', { handlingTeam: 'mail' }, on(START, roles))
      .does('ClassifyIncident', { category: undefined }, on(START, roles))
      .does(
        'RecordSupport',
        {
          tier: 'operations',
          diagnosis: 'x',
          resolved: true,
          escalationReason: undefined,
          extra: { handlingRecord: 'Restarted' },
        },
        on(START, roles),
      )
      .does('ResolveIncident', {}, on(START, roles))
      .does('WriteFaultReview', {}, on(START, roles))
      .does('AssessQuality', {}, on(START, roles))
      .carryOut(reach('2026-11-23T02:00:00.000Z'));
    expect(life.last).toMatchObject({ data: { waitsFor: ['customer_service'] } });
  });

  it('S1-41 takes silence as no answer, unless the profile says otherwise', async () => {
    expect(desk.definition.closing.confirmAutomaticallyAfter).toBeUndefined();
    const silent = await closing({
      confirmationReminders: [],
      handToDeskAfter: undefined,
      confirmAutomaticallyAfter: 'P10D',
    });
    const life = waiting(silent).carryOut(reach('2026-11-30T02:00:00.000Z'));
    expect(life.last).toEqual({
      type: 'incident.resolution-confirmed',
      data: { by: 'desk', evidence: 'no answer within P10D', dueAt: '2026-11-30T02:00:00.000Z' },
    });
    expect(life.incident).toMatchObject({ confirmation: { by: 'desk' } });
    const lazily = waiting(silent).does('CloseIncident', {}, on('2026-12-01T00:00:00.000Z', by('service_desk').actor));
    expect(lazily.types.slice(-2)).toEqual(['incident.resolution-confirmed', 'incident.closed']);
  });

  it('S1-41 asks nothing more once silence counts as yes', async () => {
    const quick = await closing({ confirmationReminders: ['P1D', 'P9D'], confirmAutomaticallyAfter: 'P2D' });
    const life = waiting(quick).carryOut(reach('2027-01-01T00:00:00.000Z'));
    expect(life.types.slice(-2)).toEqual(['incident.confirmation-reminded', 'incident.resolution-confirmed']);
  });

  it('C17 waits for ever where the profile sets no times', async () => {
    const patient = await closing({ confirmationReminders: undefined, handToDeskAfter: undefined });
    expect(waiting(patient).last.data).not.toHaveProperty('awaited', expect.anything());
  });
});
