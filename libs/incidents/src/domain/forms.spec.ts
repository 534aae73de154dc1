import type { CompiledProfile } from '@evidesk/profiles';
import { by, command } from '../../testing/commands.js';
import { givenIncident, profileOf } from '../../testing/incident-kit.js';
import { lifeAt, type Place } from '../../testing/std-4tier-path.js';
import type { IncidentCommand } from './incident.commands.js';

let desk: CompiledProfile;
let given: ReturnType<typeof givenIncident>;
beforeAll(async () => {
  desk = await profileOf();
  given = givenIncident(desk);
});

const at = (place: Place) => given(...lifeAt(place, desk).events);
const blank = '  ';
const l2 = by('l2');
const l3 = by('l3');

describe('7.1 identify and record', () => {
  it.each([
    ['S0-55', 'description', blank, '/description required'],
    ['S0-56', 'type', 'rumour', '/type not-an-option'],
    ['S0-57', 'priority', 'P9', '/priority not-an-option'],
    ['S0-58', 'discoveredAt', 'yesterday', '/discoveredAt bad-instant'],
    ['S0-59', 'reporter', blank, '/reporter required'],
    ['S0-60', 'contact', blank, '/contact required'],
  ] as const)('%s %s is required, and must be acceptable', (_id, field, value, error) => {
    const refusal = given().when(command('RecordIncident', { [field]: value }));
    refusal.refused('request.invalid', { kind: 'invalid' });
    expect(fieldErrors(refusal)).toContain(error);
  });

  it('S0-57 priority is required where the profile has no matrix', () => {
    given()
      .when(command('RecordIncident', { priority: undefined, impact: 'high', urgency: 'high' }))
      .refused('request.invalid', {
        fields: ['/priority required'],
      });
  });

  it('S0-26 S0-89 tells all that is wrong at once', () => {
    given()
      .when(
        command('RecordIncident', {
          description: '',
          reporter: '',
          source: 'gossip',
          channel: 'pigeon',
          extra: { colour: 'red' },
        }),
      )
      .refused('request.invalid', {
        fields: [
          '/description required',
          '/reporter required',
          '/extra/colour unknown',
          '/source not-an-option',
          '/channel not-an-option',
        ],
      });
  });

  it.each(['user_report', 'monitoring_alert'])('S0-26 source %s', (source) => {
    expect(given().when(command('RecordIncident', { source })).events()[0]).toMatchObject({ data: { source } });
  });

  it.each(['failure', 'alert', 'consultation', 'user_reported', 'service_request', 'security'])(
    'S0-56 C12 type %s',
    (type) => {
      expect(given().when(command('RecordIncident', { type })).events()[0]).toMatchObject({ data: { type } });
    },
  );

  it('C22 what is discovered later than it is recorded is refused', () => {
    given()
      .when(command('RecordIncident', { discoveredAt: '2026-11-16T02:00:00.001Z' }))
      .refused('request.invalid', { fields: ['/discoveredAt in-future'] });
  });
});

function fieldErrors(outcome: { events(): unknown }): readonly string[] {
  try {
    outcome.events();
    return [];
  } catch (error) {
    const { fieldErrors: errors } = error as { fieldErrors: { pointer: string; code: string }[] };
    return errors.map(({ pointer, code }) => `${pointer} ${code}`);
  }
}

const SUPPORT: readonly (readonly [string, Place, (data: object) => IncidentCommand])[] = [
  ['S0-62 S0-63 S0-65', 'initial_support (in_progress)', (data) => command('RecordSupport', data)],
  ['S0-68 S0-69 S0-71', 'second_line (in_progress)', (data) => command('RecordSupport', { tier: 'l2', ...data }, l2)],
  [
    'S0-74 S0-75 S0-77',
    'third_line (in_progress)',
    (data) => command('RecordSupport', { tier: 'l3', escalationReason: undefined, ...data }, l3),
  ],
];

describe('7.2 7.3 7.4 support forms', () => {
  it.each(SUPPORT)('%s supporter, diagnosis and whether it is resolved are required', (_ids, place, wish) => {
    const reason = place.startsWith('third') ? {} : { escalationReason: undefined };
    at(place)
      .when(wish({ supporter: blank, diagnosis: blank, resolved: undefined, ...reason }))
      .refused('request.invalid', {
        fields: [
          '/supporter required',
          '/diagnosis required',
          '/resolved required',
          ...(place.startsWith('third') ? [] : ['/escalationReason required']),
        ],
      });
  });

  it('S0-66 the desk gives a reason when it has not resolved it', () => {
    at('initial_support (in_progress)')
      .when(command('RecordSupport', { escalationReason: undefined }))
      .refused('request.invalid', { fields: ['/escalationReason required'] });
    at('initial_support (in_progress)')
      .when(command('RecordSupport', { escalationReason: blank }))
      .refused('request.invalid', { fields: ['/escalationReason required'] });
  });

  it('S0-66 and none when it has', () => {
    const events = at('initial_support (in_progress)')
      .when(command('RecordSupport', { resolved: true, escalationReason: undefined }))
      .events();
    expect(events.map(({ type }) => type)).toEqual(['incident.support-recorded', 'incident.solution-implemented']);
  });

  it('S0-72 the second line gives a reason when it has not resolved it', () => {
    at('second_line (in_progress)')
      .when(command('RecordSupport', { tier: 'l2', escalationReason: blank }, l2))
      .refused('request.invalid', { fields: ['/escalationReason required'] });
  });

  it('S0-64 S0-70 S0-76 measures and solution are optional, and kept as they were given', () => {
    const kept = (place: Place, wish: IncidentCommand) => at(place).when(wish).events()[0]?.data;
    const done = { resolved: true, escalationReason: undefined } as const;
    expect(
      kept('initial_support (in_progress)', command('RecordSupport', { ...done, measures: 'Restart' })),
    ).toMatchObject({ measures: 'Restart' });
    expect(
      kept('second_line (in_progress)', command('RecordSupport', { ...done, tier: 'l2', solution: 'A disk' }, l2)),
    ).toMatchObject({ solution: 'A disk' });
    expect(
      kept('third_line (in_progress)', command('RecordSupport', { ...done, tier: 'l3', solution: 'A host' }, l3)),
    ).toMatchObject({ solution: 'A host' });
    expect(kept('third_line (in_progress)', command('RecordSupport', { ...done, tier: 'l3' }, l3))).not.toHaveProperty(
      'solution',
      expect.anything(),
    );
  });

  it('S0-78 what is resolved needs no change', () => {
    at('third_line (in_progress)')
      .when(
        command('RecordSupport', { tier: 'l3', resolved: true, changeNeeded: true, escalationReason: undefined }, l3),
      )
      .refused('request.invalid', { fields: ['/changeNeeded contradiction'] });
  });

  it('S0-61 S0-67 S0-73 S0-89 the number is the system\u2019s: a form that brings one is refused', () => {
    at('second_line (in_progress)')
      .when(command('RecordSupport', { tier: 'l2', extra: { number: 'INC-1' } }, l2))
      .refused('request.invalid', { fields: ['/extra/number unknown'] });
  });
});

describe('7.5 change application', () => {
  it.each([
    ['S0-81', 'description'],
    ['S0-82', 'riskAssessment'],
    ['S0-83', 'rollbackPlan'],
  ] as const)('%s %s is required', (_id, field) => {
    at('change_application (in_progress)')
      .when(command('ApplyForChange', { [field]: blank }, l3))
      .refused('request.invalid', { fields: [`/${field} required`] });
  });
});

describe('7.6 resolve and close', () => {
  it('S0-85 C22 the resolution time is an instant that has come, after the discovery', () => {
    const stage = at('resolution (in_progress)');
    stage.when(command('ResolveIncident', { resolvedAt: 'noon' })).refused('request.invalid');
    stage
      .when(command('ResolveIncident', { resolvedAt: '2026-11-16T02:00:00.001Z' }))
      .refused('request.invalid', { fields: ['/resolvedAt in-future'] });
    stage
      .when(command('ResolveIncident', { resolvedAt: '2026-11-16T01:54:59.999Z' }))
      .refused('request.invalid', { fields: ['/resolvedAt out-of-order'] });
    expect(stage.when(command('ResolveIncident')).events()[0]).toMatchObject({
      data: { resolvedAt: '2026-11-16T02:00:00.000Z' },
    });
  });

  it('S0-86 S1-28 the solution is required; S1-78 the cause is one of the list', () => {
    at('solution_record (resolved)')
      .when(command('RecordSolution', { solution: blank }))
      .refused('request.invalid', { fields: ['/solution required'] });
    at('solution_record (resolved)')
      .when(command('RecordSolution', { cause: 'gremlins' }))
      .refused('request.invalid');
  });

  it('S0-88 C22 the closing time is an instant that has come, after the resolution', () => {
    const stage = at('closing, confirmed (resolved)');
    stage
      .when(command('CloseIncident', { closedAt: '2026-11-16T02:00:00.001Z' }))
      .refused('request.invalid', { fields: ['/closedAt in-future'] });
    stage
      .when(command('CloseIncident', { closedAt: '2026-11-16T01:59:59.999Z' }))
      .refused('request.invalid', { fields: ['/closedAt out-of-order'] });
    expect(stage.when(command('CloseIncident')).events()[0]).toMatchObject({
      data: { closedAt: '2026-11-16T02:00:00.000Z' },
    });
  });

  it('S0-84 S0-87 feedback is optional, and kept', () => {
    const close = (data: object) =>
      at('closing, confirmed (resolved)').when(command('CloseIncident', data)).events()[0];
    expect(close({ feedback: '很满意' })).toMatchObject({ data: { feedback: '很满意' } });
    expect(close({})).not.toHaveProperty('data.feedback', expect.anything());
  });

  it('C9 the outcome is one of the profile\u2019s', () => {
    expect(
      fieldErrors(at('closing, confirmed (resolved)').when(command('CloseIncident', { outcome: 'fine' }))),
    ).toContain('/outcome not-an-option');
  });
});
