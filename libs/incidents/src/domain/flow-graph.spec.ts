import type { CompiledProfile } from '@evidesk/profiles';
import { AWAITED, RESOLUTION_KEPT, RESOLUTION_P2, RESPONSE_KEPT, RESPONSE_P2 } from '../../testing/clocks.js';
import { by, command } from '../../testing/commands.js';
import { givenIncident, incidentDecider, Life, profileOf } from '../../testing/incident-kit.js';
import { lifeAt } from '../../testing/std-4tier-path.js';
import type { IncidentEvent } from '../contract/incident-events.js';

let desk: CompiledProfile;
let given: ReturnType<typeof givenIncident>;
beforeAll(async () => {
  desk = await profileOf();
  given = givenIncident(desk);
});

const supported = (stage: string, tier: string, line: number, more: object): IncidentEvent => ({
  type: 'incident.support-recorded',
  data: { stage, tier, line, supporter: 'Wang', diagnosis: 'The queue does not move.', resolved: false, ...more },
});
const to = (from: string, stage: string, tier: string, ...waitsFor: readonly string[]) => ({
  from,
  to: stage,
  tier,
  waitsFor: [...waitsFor],
});
const toResolution = (from: string) => to(from, 'resolution', 'service_desk', 'service_desk');
const solved = (from: string): IncidentEvent => ({
  type: 'incident.solution-implemented',
  data: { move: toResolution(from) },
});
const escalated = (move: ReturnType<typeof to>): IncidentEvent => ({
  type: 'incident.escalated',
  data: { kind: 'functional', reason: 'Needs access to the server', move },
});
const resolved = { resolved: true, escalationReason: undefined } as const;

describe('The fifteen edges of the flow graph', () => {
  it('S0-25 S0-36 S0-37 A→D: an incident begins as a record that waits for classification', () => {
    given()
      .when(command('RecordIncident', { reporterId: undefined }))
      .then({
        type: 'incident.recorded',
        data: {
          number: 'INC-202611-000001',
          profile: { name: 'std-4tier', version: 1 },
          timeZone: 'Asia/Shanghai',
          stage: 'classification',
          tier: 'service_desk',
          waitsFor: ['service_desk', 'incident_manager'],
          confirmation: 'user',
          recordType: 'incident',
          title: 'Mail is down',
          description: 'Nobody can send mail.',
          type: 'failure',
          priority: 'P2',
          source: 'user_report',
          channel: 'phone',
          discoveredAt: '2026-11-16T01:55:00.000Z',
          reportedAt: '2026-11-16T02:00:00.000Z',
          reporter: 'Li Lei',
          contact: '+86 10 5555 0100',
          clocks: [RESPONSE_P2, RESOLUTION_P2],
        },
      });
  });

  it('S0-37 D→E→F: classified, it goes to initial support at the desk', () => {
    given(...lifeAt('classification (new)', desk).events)
      .when(command('ClassifyIncident'))
      .then(
        {
          type: 'incident.classified',
          data: {
            type: 'failure',
            category: 'usage_problem',
            priority: 'P2',
            rule: 'judgement',
            move: to('classification', 'initial_support', 'service_desk', 'service_desk'),
          },
        },
        { type: 'incident.responded', data: { trigger: 'classified', workingMs: 0, target: RESPONSE_KEPT } },
      );
  });

  it('S0-10 S0-38 F→G: what the desk can solve goes to resolution', () => {
    given(...lifeAt('initial_support (in_progress)', desk).events)
      .when(command('RecordSupport', { ...resolved, measures: 'Restarted the relay' }))
      .then(
        supported('initial_support', 'service_desk', 1, { resolved: true, measures: 'Restarted the relay' }),
        solved('initial_support'),
      );
  });

  it('S0-10 S0-30 S0-38 F→H: what it can not solve goes to the second line', () => {
    given(...lifeAt('initial_support (in_progress)', desk).events)
      .when(command('RecordSupport'))
      .then(
        supported('initial_support', 'service_desk', 1, { escalationReason: 'Needs access to the server' }),
        escalated(to('initial_support', 'second_line', 'l2', 'l2')),
      );
  });

  it('S0-13 S0-15 C4 F→first line→H: the optional hop, when it is named', () => {
    given(...lifeAt('initial_support (in_progress)', desk).events)
      .when(command('RecordSupport', { escalateTo: 'first_line' }))
      .then(
        supported('initial_support', 'service_desk', 1, { escalationReason: 'Needs access to the server' }),
        escalated(to('initial_support', 'first_line', 'l1', 'l1')),
      );
    given(...lifeAt('first_line (in_progress)', desk).events)
      .when(command('RecordSupport', { tier: 'l1' }, by('l1')))
      .then(
        supported('first_line', 'l1', 1, { escalationReason: 'Needs access to the server' }),
        escalated(to('first_line', 'second_line', 'l2', 'l2')),
      );
  });

  it('S0-13 S0-14 C4 the first line solves what it can', () => {
    given(...lifeAt('first_line (in_progress)', desk).events)
      .when(command('RecordSupport', { ...resolved, tier: 'l1' }, by('l1')))
      .then(supported('first_line', 'l1', 1, { resolved: true }), solved('first_line'));
  });

  it('S0-17 S0-39 H→G: the second line solves it', () => {
    given(...lifeAt('second_line (in_progress)', desk).events)
      .when(command('RecordSupport', { ...resolved, tier: 'l2', solution: 'A bigger disk' }, by('l2')))
      .then(supported('second_line', 'l2', 2, { resolved: true, solution: 'A bigger disk' }), solved('second_line'));
  });

  it('S0-17 S0-39 H→I: the second line hands it to the third', () => {
    given(...lifeAt('second_line (in_progress)', desk).events)
      .when(command('RecordSupport', { tier: 'l2' }, by('l2')))
      .then(
        supported('second_line', 'l2', 2, { escalationReason: 'Needs access to the server' }),
        escalated(to('second_line', 'third_line', 'l3', 'l3')),
      );
  });

  it('S0-19 S0-40 I→G: the third line solves it', () => {
    given(...lifeAt('third_line (in_progress)', desk).events)
      .when(command('RecordSupport', { ...resolved, tier: 'l3' }, by('l3')))
      .then(supported('third_line', 'l3', 3, { resolved: true }), solved('third_line'));
  });

  it('S0-21 S0-31 S0-40 S0-78 I→J: the third line finds that a change is needed', () => {
    given(...lifeAt('third_line (in_progress)', desk).events)
      .when(command('RecordSupport', { tier: 'l3', changeNeeded: true, escalationReason: undefined }, by('l3')))
      .then(supported('third_line', 'l3', 3, { changeNeeded: true }), {
        type: 'incident.change-needed',
        data: { move: to('third_line', 'change_application', 'l3', 'l3') },
      });
  });

  it('S0-21 S0-31 S0-40 J→K: the application is submitted, and the incident waits for its change', () => {
    given(...lifeAt('change_application (in_progress)', desk).events)
      .when(command('ApplyForChange', {}, by('l3')))
      .then({
        type: 'incident.change-applied-for',
        data: {
          changeId: 'c-1',
          description: 'Replace the relay',
          riskAssessment: 'Mail stops for ten minutes',
          rollbackPlan: 'Switch back',
          pausesClocks: false,
          move: to('change_application', 'change_implementation', 'l3', 'l3'),
        },
      });
    expect(lifeAt('change_implementation (pending)', desk).incident).toMatchObject({
      status: 'pending',
      pendingReason: 'change',
      changeId: 'c-1',
    });
  });

  it('S0-40 S1-33 K→G: the change is in place, and the incident can be resolved', () => {
    given(...lifeAt('change_implementation (pending)', desk).events)
      .when(command('ReportChangeImplemented', {}, by('system')))
      .then({
        type: 'incident.change-implemented',
        data: { changeId: 'c-1', move: toResolution('change_implementation') },
      });
  });

  it('S1-33 K→I: a change that failed puts the incident back before the third line', () => {
    given(...lifeAt('change_implementation (pending)', desk).events)
      .when(command('ReportChangeFailed', {}, by('system')))
      .then({
        type: 'incident.change-failed',
        data: {
          changeId: 'c-1',
          outcome: 'rolled_back',
          reason: 'The new relay drops mail',
          move: to('change_implementation', 'third_line', 'l3', 'l3'),
        },
      });
  });

  it('S0-32 S0-41 G→L: resolved, the solution is to be recorded', () => {
    given(...lifeAt('resolution (in_progress)', desk).events)
      .when(command('ResolveIncident'))
      .then({
        type: 'incident.resolved',
        data: {
          resolvedAt: '2026-11-16T02:00:00.000Z',
          tier: 'service_desk',
          line: 1,
          workingMs: 0,
          ...RESOLUTION_KEPT,
          move: to('resolution', 'solution_record', 'service_desk', 'service_desk'),
        },
      });
  });

  it('S0-34 S0-41 L→C: the solution recorded, the incident can be closed', () => {
    given(...lifeAt('solution_record (resolved)', desk).events)
      .when(command('RecordSolution'))
      .then({
        type: 'incident.solution-recorded',
        data: {
          solution: 'The relay was restarted.',
          handlingProcess: 'Found, restarted, watched',
          cause: 'system',
          awaited: AWAITED,
          move: to('solution_record', 'closing', 'service_desk', 'service_desk'),
        },
      });
  });

  it('S0-11 S0-12 S0-35 S0-36 C: closed', () => {
    given(...lifeAt('closing, confirmed (resolved)', desk).events)
      .when(command('CloseIncident', { feedback: 'Thanks' }))
      .then({
        type: 'incident.closed',
        data: {
          outcome: 'resolved',
          successful: true,
          counted: true,
          closedAt: '2026-11-16T02:00:00.000Z',
          feedback: 'Thanks',
        },
      });
  });

  it('S0-42 no tier is skipped, not even when the command names it', () => {
    const at = given(...lifeAt('initial_support (in_progress)', desk).events);
    for (const escalateTo of ['third_line', 'l3', 'change_application', 'closing', 'nowhere']) {
      at.when(command('RecordSupport', { escalateTo })).refused('incident.illegal-transition', { kind: 'conflict' });
      at.when(command('EscalateIncident', { escalateTo })).refused('incident.illegal-transition', { kind: 'conflict' });
    }
    given(...lifeAt('first_line (in_progress)', desk).events)
      .when(command('EscalateIncident', { escalateTo: 'third_line' }, by('incident_manager')))
      .refused('incident.illegal-transition');
  });

  it('S0-42 K only after J, J only from I: no line but the third finds that a change is needed', () => {
    given(...lifeAt('second_line (in_progress)', desk).events)
      .when(command('RecordSupport', { tier: 'l2', changeNeeded: true, escalationReason: undefined }, by('l2')))
      .refused('request.invalid', { fields: ['/escalationReason required', '/changeNeeded unknown'] });
    given(...lifeAt('third_line (in_progress)', desk).events)
      .when(command('ApplyForChange', {}, by('l3')))
      .refused('incident.illegal-transition');
  });

  it('S0-42 a change other than the one applied for does not move the incident', () => {
    given(...lifeAt('change_implementation (pending)', desk).events)
      .when(command('ReportChangeImplemented', { changeId: 'c-2' }, by('system')))
      .refused('incident.illegal-transition');
  });

  it('S0-19 the third line works on what it could not solve: it has no edge up', () => {
    given(...lifeAt('third_line (in_progress)', desk).events)
      .when(command('RecordSupport', { tier: 'l3', escalationReason: undefined }, by('l3')))
      .then(supported('third_line', 'l3', 3, {}));
  });

  it('is decided by an incident that was never recorded: not found', () => {
    for (const type of ['ClassifyIncident', 'CloseIncident', 'AddComment'] as const) {
      given().when(command(type)).refused('incident.not-found', { kind: 'not-found' });
    }
  });

  it('S0-54 is recorded once only', () => {
    given(...new Life(desk).does('RecordIncident').events)
      .when(command('RecordIncident'))
      .refused('incident.already-recorded', { kind: 'conflict', details: { number: 'INC-202611-000001' } });
    expect(incidentDecider(desk).initial).toEqual({ status: 'unrecorded' });
  });
});
