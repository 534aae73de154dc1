import type { CompiledProfile } from '@evidesk/profiles';
import { AWAITED } from '../../testing/clocks.js';
import { by, command } from '../../testing/commands.js';
import { givenIncident, Life, profileOf } from '../../testing/incident-kit.js';

describe('blueking-fault: submit, follow up, review, assess', () => {
  let fault: CompiledProfile;
  let given: ReturnType<typeof givenIncident>;
  beforeAll(async () => {
    fault = await profileOf('blueking-fault');
    given = givenIncident(fault);
  });
  const service = by('customer_service');
  const operations = by('operations');
  const qc = by('qc');
  const record = {
    title: '部分地区用户无法访问',
    handlingTeam: '网站运维',
    category: undefined,
    reporterId: 'the-end_user',
    extra: { screenshot: 'attachment-1' },
  };
  const form = {
    tier: 'operations',
    resolved: true,
    escalationReason: undefined,
    extra: { handlingRecord: '切换线路' },
  };
  const submitted = () => new Life(fault).does('RecordIncident', record, service);
  const followed = () => submitted().does('ClassifyIncident', { category: undefined }, service);
  const passed = () => followed().does('RecordSupport', form, operations);
  const resolved = () => passed().does('ResolveIncident', {}, operations);
  const reviewed = () => resolved().does('WriteFaultReview', {}, operations);
  const assessed = () => reviewed().does('AssessQuality', {}, qc);

  it('S2-03 S2-05 S2-24 C17 goes from submission to the end of the flow after QC', () => {
    const life = assessed().does('ConfirmResolution', {}, service).does('CloseIncident', {}, qc);
    expect(life.types).toEqual([
      'incident.recorded',
      'incident.classified',
      'incident.responded',
      'incident.support-recorded',
      'incident.solution-implemented',
      'incident.resolved',
      'incident.reviewed',
      'incident.assessed',
      'incident.resolution-confirmed',
      'incident.closed',
    ]);
    expect(life.incident).toMatchObject({ status: 'closed', stage: 'closing', outcome: 'resolved' });
  });

  it('S2-11 S2-18 the submission holds title, screenshot and handling team', () => {
    expect(submitted().events[0]?.data).toMatchObject({
      title: record.title,
      handlingTeam: '网站运维',
      extra: { screenshot: 'attachment-1' },
    });
    given()
      .when(command('RecordIncident', { ...record, title: undefined, handlingTeam: undefined }, service))
      .refused('request.invalid', { fields: ['/title required', '/handlingTeam required'] });
  });

  it('S2-12 S2-21 the follow-up needs its handling record, and ends with pass', () => {
    given(...followed().events)
      .when(command('RecordSupport', { ...form, extra: {} }, operations))
      .refused('request.invalid', { fields: ['/handlingRecord required'] });
    given(...followed().events)
      .when(command('RecordSupport', form, operations))
      .then(
        {
          type: 'incident.support-recorded',
          data: {
            stage: 'follow_up',
            tier: 'operations',
            line: 2,
            supporter: 'Wang',
            diagnosis: 'The queue does not move.',
            resolved: true,
            extra: { handlingRecord: '切换线路' },
          },
        },
        {
          type: 'incident.solution-implemented',
          data: { move: { from: 'follow_up', to: 'resolution', tier: 'operations', waitsFor: ['operations'] } },
        },
      );
  });

  it('S2-01 S2-22 operations write the fault review, and nobody else', () => {
    given(...resolved().events)
      .when(command('WriteFaultReview', {}, operations))
      .then({
        type: 'incident.reviewed',
        data: {
          summary: 'A full disk stopped the relay.',
          move: { from: 'review', to: 'assessment', tier: 'qc', waitsFor: ['qc'] },
        },
      });
    given(...resolved().events)
      .when(command('WriteFaultReview', {}, qc))
      .refused('incident.role-not-permitted');
    given(...resolved().events)
      .when(command('WriteFaultReview', { summary: ' ' }, operations))
      .refused('request.invalid', { fields: ['/summary required'] });
  });

  it('S2-23 QC assesses impact, cause and handling, and nobody else', () => {
    given(...reviewed().events)
      .when(command('AssessQuality', {}, qc))
      .then({
        type: 'incident.assessed',
        data: {
          impactScope: 'One region',
          cause: 'No disk alarm',
          handling: 'Quick',
          awaited: AWAITED,
          move: { from: 'assessment', to: 'closing', tier: 'qc', waitsFor: ['qc'] },
        },
      });
    given(...reviewed().events)
      .when(command('AssessQuality', {}, operations))
      .refused('incident.role-not-permitted');
    given(...reviewed().events)
      .when(command('AssessQuality', { impactScope: '', cause: '', handling: '' }, qc))
      .refused('request.invalid', { fields: ['/impactScope required', '/cause required', '/handling required'] });
  });

  it('S2-05 no step is skipped', () => {
    given(...resolved().events)
      .when(command('AssessQuality', {}, qc))
      .refused('incident.illegal-transition');
    given(...reviewed().events)
      .when(command('CloseIncident', {}, qc))
      .refused('incident.illegal-transition');
    given(...followed().events)
      .when(command('ResolveIncident', {}, operations))
      .refused('incident.illegal-transition');
    given(...assessed().events)
      .when(command('CloseIncident', {}, operations))
      .refused('incident.role-not-permitted');
  });

  it('S2-02 a root cause is handed to problem management by a link', () => {
    given(...resolved().events)
      .when(command('LinkIncident', {}, operations))
      .then({ type: 'incident.linked', data: { kind: 'problem', target: 'PRB-1' } });
  });
});

describe('hhlc-itss: first line, second line, coordination form', () => {
  let itss: CompiledProfile;
  let given: ReturnType<typeof givenIncident>;
  beforeAll(async () => {
    itss = await profileOf('hhlc-itss');
    given = givenIncident(itss);
  });
  const l1 = by('l1');
  const handedOver = {
    tier: 'l1',
    measures: 'Checked the client',
    owner: 'han',
    extra: { knowledgeChecked: true },
  } as const;
  const atFirstLine = () => new Life(itss).does('RecordIncident', {}, l1).does('ClassifyIncident', {}, l1);
  const atSenior = () => atFirstLine().does('RecordSupport', handedOver, l1);
  const solved = { resolved: true, escalationReason: undefined } as const;
  const end = (life: Life) =>
    life
      .does('ResolveIncident', {}, l1)
      .does('RecordSolution', {}, l1)
      .does('ConfirmResolution', {}, by('end_user'))
      .does('CloseIncident', {}, l1);

  it('S1-42 S1-43 S1-26 S1-41 the first line solves it, the customer confirms, the desk closes', () => {
    const life = end(atFirstLine().does('RecordSupport', { ...solved, tier: 'l1' }, l1));
    expect(life.incident).toMatchObject({ status: 'closed', outcome: 'resolved', confirmation: { by: 'reporter' } });
    given(
      ...atFirstLine()
        .does('RecordSupport', { ...solved, tier: 'l1' }, l1)
        .does('ResolveIncident', {}, l1)
        .does('RecordSolution', {}, l1).events,
    )
      .when(command('CloseIncident', {}, l1))
      .refused('incident.confirmation-missing');
  });

  it('S1-18 S1-44 S1-52 on hand-over the first judgement is kept and the engineer named is responsible', () => {
    given(...atFirstLine().events)
      .when(command('RecordSupport', handedOver, l1))
      .then(
        {
          type: 'incident.support-recorded',
          data: {
            stage: 'first_line',
            tier: 'l1',
            line: 1,
            supporter: 'Wang',
            diagnosis: 'The queue does not move.',
            measures: 'Checked the client',
            resolved: false,
            escalationReason: 'Needs access to the server',
            extra: { knowledgeChecked: true },
          },
        },
        {
          type: 'incident.escalated',
          data: {
            kind: 'functional',
            reason: 'Needs access to the server',
            owner: 'han',
            move: { from: 'first_line', to: 'second_line_senior', tier: 'l2_senior', waitsFor: ['l2_senior'] },
          },
        },
      );
    expect(atSenior().incident).toMatchObject({ tier: 'l2_senior', assignment: { engineer: 'han' } });
  });

  it('S1-52 a form that asks for the owner is not handed over without one', async () => {
    const strict = await profileOf('hhlc-itss', (profile) => {
      const form = profile.forms['first_line'];
      if (form === undefined) throw new Error('no first_line form');
      const when = { field: 'resolved', is: false };
      const fields = form.fields.map((field) =>
        ['owner', 'measures'].includes(field.name) ? { ...field, requiredWhen: when } : field,
      );
      return { ...profile, forms: { ...profile.forms, first_line: { ...form, fields } } };
    });
    givenIncident(strict)(...atFirstLine().events)
      .when(command('RecordSupport', { tier: 'l1' }, l1))
      .refused('request.invalid', { fields: ['/owner required', '/measures required'] });
    expect(
      givenIncident(strict)(...atFirstLine().events)
        .when(command('RecordSupport', handedOver, l1))
        .code(),
    ).toBeUndefined();
  });

  it('S1-21 S1-45 C16 the senior hands it to the expert, or to operations by the coordination form', () => {
    const up = { tier: 'l2_senior' } as const;
    expect(atSenior().does('RecordSupport', up, by('l2_senior')).incident.stage).toBe('coordination');
    const atExpert = atSenior().does('RecordSupport', { ...up, escalateTo: 'l2_expert' }, by('l2_senior'));
    expect(atExpert.incident.stage).toBe('second_line_expert');
    expect(atExpert.does('RecordSupport', { tier: 'l2_expert' }, by('l2_expert')).incident.stage).toBe('coordination');
  });

  it('S1-46 S1-47 C14 operations solve it by the coordination form, with an emergency plan', () => {
    const life = atSenior().does('RecordSupport', { tier: 'l2_senior' }, by('l2_senior'));
    const reply = {
      ...solved,
      tier: 'operations',
      solution: 'Patched',
      extra: { emergencyPlan: 'Old relay', verification: 'Sent a mail' },
    };
    given(...life.events)
      .when(command('RecordSupport', { ...reply, extra: {} }, by('operations')))
      .refused('request.invalid', { fields: ['/emergencyPlan required'] });
    end(life.does('RecordSupport', reply, by('operations')));
    expect(life.incident).toMatchObject({ status: 'closed' });
    expect(life.events.find(({ type }) => type === 'incident.resolved')?.data).toMatchObject({
      tier: 'operations',
      line: 3,
    });
  });

  it('S1-28 S1-54 the resolver writes the solution down', () => {
    const life = atSenior()
      .does('RecordSupport', { ...solved, tier: 'l2_senior' }, by('l2_senior'))
      .does('ResolveIncident', {}, l1);
    for (const role of ['l1', 'l2_senior', 'l2_expert', 'operations']) {
      expect(
        given(...life.events)
          .when(command('RecordSolution', {}, by(role)))
          .code(),
      ).toBeUndefined();
    }
    given(...life.events)
      .when(command('RecordSolution', {}, by('incident_manager')))
      .refused('incident.role-not-permitted');
  });
});

describe('servicedesk-phase1: two lines', () => {
  let phase1: CompiledProfile;
  beforeAll(async () => {
    phase1 = await profileOf('servicedesk-phase1');
  });
  const l1 = by('l1');
  const l2 = by('l2');
  const category = { category: 'application', subcategory: 'business_system' } as const;
  const recorded = () =>
    new Life(phase1).does(
      'RecordIncident',
      { ...category, priority: undefined, impact: 'high', urgency: 'medium' },
      by('end_user'),
    );

  it('S4-01 S4-03 S4-28 S4-43 S4-44 from the user\u2019s report to closing by the first line', () => {
    const life = recorded()
      .does('ClassifyIncident', category, l1)
      .does('RecordSupport', { tier: 'l1' }, l1)
      .does('RecordSupport', { tier: 'l2', resolved: true, escalationReason: undefined }, l2)
      .does('ResolveIncident', {}, l1)
      .does('RecordSolution', { cause: undefined }, l2)
      .does('ConfirmResolution', {}, by('end_user'))
      .does('CloseIncident', {}, l1);
    expect(life.incident).toMatchObject({
      ...category,
      number: 'INC-202611-000001',
      status: 'closed',
      priority: 'P2',
      reporterId: 'the-end_user',
      outcome: 'resolved',
    });
  });

  it('S4-01 the first line or the manager escalate, the second line has nowhere to go', () => {
    const open = recorded().does('ClassifyIncident', category, l1);
    expect(
      givenIncident(phase1)(...open.events)
        .when(command('EscalateIncident', {}, by('manager')))
        .code(),
    ).toBeUndefined();
    givenIncident(phase1)(...open.events)
      .when(command('EscalateIncident', {}, l2))
      .refused('incident.role-not-permitted');
    open.does('RecordSupport', { tier: 'l1' }, l1);
    givenIncident(phase1)(...open.events)
      .when(command('EscalateIncident', {}, l2))
      .refused('incident.illegal-transition');
  });

  it('S4-33 S4-36 the template asks for title, impact and urgency', () => {
    givenIncident(phase1)()
      .when(command('RecordIncident', { title: undefined, category: undefined }))
      .refused('request.invalid', { fields: ['/title required', '/impact required', '/urgency required'] });
  });
});
