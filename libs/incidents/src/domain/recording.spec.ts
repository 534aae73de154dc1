import type { CompiledProfile } from '@evidesk/profiles';
import { at, by, command } from '../../testing/commands.js';
import { givenIncident, Life, profileOf } from '../../testing/incident-kit.js';
import { lifeAt } from '../../testing/std-4tier-path.js';
import type { IncidentEvent } from '../contract/incident-events.js';

let desk: CompiledProfile;
let given: ReturnType<typeof givenIncident>;
beforeAll(async () => {
  desk = await profileOf();
  given = givenIncident(desk);
});

const data = (events: readonly IncidentEvent[]) => events[0]?.data;

describe('RecordIncident', () => {
  it.each([
    [
      'S0-101 S0-106 server down',
      { type: 'failure', priority: 'P1', source: 'monitoring_alert', channel: 'monitoring' },
      'monitor',
    ],
    ['S0-103 S0-107 a user can not reach a key business system', { type: 'user_reported', priority: 'P2' }, 'end_user'],
    [
      'S0-102 S0-105 abnormal network traffic',
      { type: 'security', priority: 'P2', source: 'monitoring_alert', channel: 'monitoring' },
      'monitor',
    ],
    [
      'S0-104 S0-108 a software install request',
      { type: 'service_request', priority: 'P4', recordType: 'service_request' as const },
      'end_user',
    ],
    ['S0-109 an occasional stutter', { type: 'user_reported', priority: 'P4' }, 'service_desk'],
  ] as const)('S0-02 S0-111 worked example: %s', (_example, answers, role) => {
    const life = new Life(desk)
      .does('RecordIncident', answers, by(role))
      .does('ClassifyIncident', {}, by('service_desk'));
    expect(life.events[0]).toMatchObject({ type: 'incident.recorded', data: answers });
    expect(life.incident).toMatchObject({ status: 'in_progress', stage: 'initial_support', ...answersOf(answers) });
  });

  it('S4-29 S4-59 a user reports for himself: he is the reporter, whatever he says', () => {
    expect(
      data(
        given()
          .when(command('RecordIncident', { reporterId: 'the-boss' }, by('end_user')))
          .events(),
      ),
    ).toMatchObject({
      reporterId: 'the-end_user',
    });
    expect(
      data(
        given()
          .when(command('RecordIncident', { reporterId: 'the-boss' }))
          .events(),
      ),
    ).toMatchObject({
      reporterId: 'the-boss',
    });
  });

  it('C17 who has to confirm follows from the source', () => {
    const policy = (source: string) => data(given().when(command('RecordIncident', { source })).events());
    expect(policy('user_report')).toMatchObject({ confirmation: 'user' });
    expect(policy('monitoring_alert')).toMatchObject({ confirmation: 'evidence' });
  });

  it('S4-30 C22 the report is dated when it occurred, unless the command knows better', () => {
    const reported = (more: object) => data(given().when(command('RecordIncident', more)).events());
    expect(reported({})).toMatchObject({ reportedAt: '2026-11-16T02:00:00.000Z' });
    expect(reported({ reportedAt: '2026-11-16T01:58:00.000Z' })).toMatchObject({
      reportedAt: '2026-11-16T01:58:00.000Z',
    });
  });

  it('C22 nothing is reported that has not come yet', () => {
    given()
      .when(command('RecordIncident', { reportedAt: '2026-11-16T02:00:00.001Z' }))
      .refused('request.invalid', { fields: ['/reportedAt in-future'] });
    given()
      .when(
        command(
          'RecordIncident',
          {},
          { occurredAt: '2026-11-16T02:00:00.001Z', recordedAt: '2026-11-16T02:00:00.000Z' },
        ),
      )
      .refused('incident.occurs-in-future', { kind: 'invalid', fields: ['/occurredAt in-future'] });
  });

  it('C22 nothing is dated further back than the profile allows, to the millisecond', () => {
    const dated = (occurredAt: string) =>
      given().when(
        command(
          'RecordIncident',
          { discoveredAt: '2026-10-01T00:00:00.000Z' },
          { occurredAt, recordedAt: '2026-11-16T02:00:00.000Z' },
        ),
      );
    expect(dated('2026-10-17T02:00:00.000Z').code()).toBeUndefined();
    dated('2026-10-17T01:59:59.999Z').refused('incident.backdated-too-far', {
      kind: 'invalid',
      fields: ['/occurredAt out-of-range'],
    });
    given()
      .when(command('RecordIncident', { reportedAt: '2026-10-17T01:59:59.999Z' }))
      .refused('request.invalid', { fields: ['/reportedAt out-of-range'] });
  });

  it('C22 an importer brings in what lies further back', () => {
    const old = { occurredAt: '2019-05-01T00:00:00.000Z', recordedAt: '2026-11-16T02:00:00.000Z' };
    const answers = { discoveredAt: '2019-05-01T00:00:00.000Z' };
    given()
      .when(command('RecordIncident', answers, { ...old, ...by('importer') }))
      .events();
    given()
      .when(command('RecordIncident', answers, old))
      .refused('incident.backdated-too-far');
    given()
      .when(
        command('RecordIncident', answers, {
          ...by('importer'),
          occurredAt: '2026-11-16T02:00:00.001Z',
          recordedAt: '2026-11-16T02:00:00.000Z',
        }),
      )
      .refused('incident.occurs-in-future');
  });

  it('S1-27 C7 a recurrence is a new incident that links to the closed one', () => {
    const life = new Life(desk).does('RecordIncident', { recurrenceOf: 'i-0' });
    expect(life.events[0]).toMatchObject({ data: { recurrenceOf: 'i-0' } });
    expect(life.incident.links).toEqual([{ kind: 'recurrence', target: 'i-0' }]);
  });

  it('S1-03 S1-50 keeps what other rules need to know', () => {
    const answers = {
      customer: 'HH',
      contract: 'K-7',
      affectedCi: 'relay-1',
      symptom: 'queue stands',
      reportingUnit: 'unit 3',
      dataUploadAffected: true,
      impactScope: 'one site',
      handlingTeam: 'mail',
      externalRef: { system: 'alertmanager', id: 'a-1' },
    };
    expect(data(given().when(command('RecordIncident', answers)).events())).toMatchObject(answers);
  });
});

const answersOf = ({ type, priority }: { type: string; priority: string }) => ({ type, priority });

describe('S0-23 C25 major incidents', () => {
  const declared = (rule: string, reason: string) => ({ type: 'incident.declared-major', data: { rule, reason } });

  it.each([
    ['priority', { priority: 'P1' }, declared('priority', 'P1')],
    ['type', { type: 'security' }, declared('type', 'security')],
    ['priority first', { priority: 'P1', type: 'security' }, declared('priority', 'P1')],
  ] as const)('by %s, at recording', (_rule, answers, event) => {
    expect(given().when(command('RecordIncident', answers)).events()[1]).toEqual(event);
  });

  it('at classification and at a change of priority, once', () => {
    const types = (events: readonly IncidentEvent[]) => events.map(({ type }) => type);
    const life = lifeAt('classification (new)', desk);
    expect(
      types(
        given(...life.events)
          .when(command('ClassifyIncident', { priority: 'P1' }))
          .events(),
      ),
    ).toContain('incident.declared-major');
    const major = lifeAt('classification (new)', desk).does('ChangePriority', { priority: 'P1' });
    expect(major.last).toEqual(declared('priority', 'P1'));
    expect(
      types(
        given(...major.events)
          .when(command('ClassifyIncident'))
          .events(),
      ),
    ).not.toContain('incident.declared-major');
  });

  it('by hand, with the reason; silent when it is one already', () => {
    const life = lifeAt('second_line (in_progress)', desk);
    given(...life.events)
      .when(command('DeclareMajorIncident', {}, by('incident_manager')))
      .then({ type: 'incident.declared-major', data: { rule: 'manual', reason: 'The press calls' } });
    given(...life.does('DeclareMajorIncident').events)
      .when(command('DeclareMajorIncident'))
      .nothing();
  });
});

describe('CorrectDetails, links and comments', () => {
  const open = () => given(...lifeAt('initial_support (in_progress)', desk).events);

  it('S0-18 records what changes, from what to what; silent when nothing does', () => {
    open()
      .when(
        command('CorrectDetails', { changes: { contact: 'x@example.com', reporter: 'Li Lei', affectedCi: 'relay-1' } }),
      )
      .then({
        type: 'incident.details-corrected',
        data: {
          changes: [
            { field: 'contact', from: '+86 10 5555 0100', to: 'x@example.com' },
            { field: 'affectedCi', from: null, to: 'relay-1' },
          ],
          reason: 'He moved',
        },
      });
    open()
      .when(command('CorrectDetails', { changes: { reporter: 'Li Lei' } }))
      .nothing();
  });

  it('C12 C22 refuses codes that the profile does not know, and a discovery yet to come', () => {
    open()
      .when(
        command('CorrectDetails', {
          changes: { type: 'rumour', category: 'x', discoveredAt: '2027-01-01T00:00:00.000Z' },
        }),
      )
      .refused('request.invalid', {
        fields: ['/changes/type not-an-option', '/changes/category not-an-option', '/changes/discoveredAt in-future'],
      });
  });

  it('S4-39 C12 another category leaves no subcategory of the old one behind', async () => {
    const phase1 = await profileOf('servicedesk-phase1');
    const recorded = new Life(phase1).does('RecordIncident', {
      impact: 'low',
      urgency: 'low',
      category: 'infrastructure',
      subcategory: 'network',
    });
    givenIncident(phase1)(...recorded.events)
      .when(command('CorrectDetails', { changes: { category: 'application' }, reason: undefined }))
      .then({
        type: 'incident.details-corrected',
        data: {
          changes: [
            { field: 'subcategory', from: 'network', to: null },
            { field: 'category', from: 'infrastructure', to: 'application' },
          ],
        },
      });
    givenIncident(phase1)(...recorded.events)
      .when(command('CorrectDetails', { changes: { category: 'application', subcategory: 'network' } }))
      .refused('request.invalid', { fields: ['/changes/subcategory not-an-option'] });
    expect(
      recorded.does('CorrectDetails', { changes: { category: 'application' } }).incident.subcategory,
    ).toBeUndefined();
  });

  it.each(['problem', 'change', 'coordination_form', 'recurrence', 'related', 'knowledge'] as const)(
    'S1-32 C14 links to a %s, once, and takes the link back',
    (kind) => {
      const life = lifeAt('initial_support (in_progress)', desk);
      const link = { kind, target: 'X-1' };
      given(...life.events)
        .when(command('LinkIncident', link))
        .then({ type: 'incident.linked', data: link });
      life.does('LinkIncident', link);
      expect(life.incident.links).toEqual([link]);
      given(...life.events)
        .when(command('LinkIncident', link))
        .nothing();
      given(...life.events)
        .when(command('UnlinkIncident', link))
        .then({ type: 'incident.unlinked', data: { ...link, reason: 'Wrong problem' } });
      expect(life.does('UnlinkIncident', link).incident.links).toEqual([]);
      given(...life.events)
        .when(command('UnlinkIncident', link))
        .refused('incident.not-linked', { kind: 'conflict' });
    },
  );

  it('S1-32 S2-02 a closed incident can still be linked to a problem, and commented on', () => {
    const closed = given(...lifeAt('closing (closed)', desk).events);
    closed.when(command('LinkIncident')).then({ type: 'incident.linked', data: { kind: 'problem', target: 'PRB-1' } });
    closed.when(command('AddComment')).then({ type: 'incident.commented', data: { text: 'Called him.' } });
  });

  it('S4-48 an assignment names who, and why; silent when they are responsible already', () => {
    const life = lifeAt('second_line (in_progress)', desk);
    const assigned = (from: object, to: object): IncidentEvent => ({
      type: 'incident.assigned',
      data: { from, to, reason: 'Owns the mail servers' },
    });
    given(...life.events)
      .when(command('AssignIncident'))
      .then(assigned({}, { group: 'mail', engineer: 'han' }));
    life.does('AssignIncident', {}, at('2026-11-16T03:00:00.000Z'));
    given(...life.events)
      .when(command('AssignIncident'))
      .nothing();
    given(...life.events)
      .when(command('AssignIncident', { group: undefined, engineer: 'mei' }))
      .then(assigned({ group: 'mail', engineer: 'han' }, { group: 'mail', engineer: 'mei' }));
    given(...life.events)
      .when(command('AssignIncident', { group: 'network', engineer: undefined }))
      .then(assigned({ group: 'mail', engineer: 'han' }, { group: 'network' }));
    given(...lifeAt('second_line (in_progress)', desk).events)
      .when(command('AssignIncident', { group: undefined, engineer: undefined }))
      .refused('request.invalid', { fields: ['/group required'] });
  });
});
