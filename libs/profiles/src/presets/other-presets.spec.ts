import { compileProfile, loadShippedProfile, validateForm, type CompiledProfile, type Trigger } from '../index.js';

const desks = new Map<string, CompiledProfile>();
beforeAll(async () => {
  for (const name of ['std-4tier', 'hhlc-itss', 'blueking-fault', 'servicedesk-phase1']) {
    desks.set(name, compileProfile(await loadShippedProfile(name)));
  }
});

function desk(name: string): CompiledProfile {
  const found = desks.get(name);
  if (found === undefined) throw new Error(`no preset ${name}`);
  return found;
}

/** Walks the default edges. */
function walk(name: string, ...triggers: readonly Trigger[]): readonly (string | undefined)[] {
  let at: string | undefined = desk(name).entryStage.code;
  return triggers.map((trigger) => (at = at === undefined ? undefined : desk(name).target(at, trigger)?.code));
}

describe('hhlc-itss (S1)', () => {
  it('S1-42 S1-44 S1-45 goes from the first line to the senior, to the coordination form, and back to the desk', () => {
    expect(
      walk(
        'hhlc-itss',
        'classified',
        'escalated',
        'escalated',
        'solution_implemented',
        'resolved',
        'solution_recorded',
      ),
    ).toEqual(['first_line', 'second_line_senior', 'coordination', 'resolution', 'solution_record', 'closing']);
  });

  it('S1-21 C16 the senior may hand over to the expert instead', () => {
    expect(desk('hhlc-itss').target('second_line_senior', 'escalated', 'l2_expert')?.code).toBe('second_line_expert');
  });

  it.each([
    ['S1-61', 'P4', 'PT8H', '低'],
    ['S1-62', 'P3', 'PT4H', '中'],
    ['S1-63', 'P2', 'PT2H', '高'],
  ])('%s C2 C3 %s: resolution %s, no response target, working time', (_id, priority, resolution, label) => {
    for (const recordType of ['incident', 'service_request']) {
      const target = desk('hhlc-itss').slaTarget(recordType, priority);
      expect(target).toMatchObject({ resolution, calendar: 'working' });
      expect(target?.response).toBeUndefined();
    }
    expect(desk('hhlc-itss').labels('priority', priority)?.['zh-CN']).toBe(label);
  });

  it('C1 has no P1', () => {
    expect(desk('hhlc-itss').isPriority('P1')).toBe(false);
    expect(desk('hhlc-itss').definition.priorities).toHaveLength(3);
  });

  it.each([
    ['S1-65', 'dataUploadAffected', undefined, 'P2'],
    ['S1-66', 'dataEntryAffected', undefined, 'P2'],
    ['S1-64', 'siteWorkAffected', ['P4'], 'P3'],
  ])('%s %s raises %j to %s', (requirement, field, from, raiseTo) => {
    const rule = desk('hhlc-itss').definition.priorityRules?.find((each) => each.requirement === requirement);
    expect(rule).toMatchObject({ when: { field, is: true }, raiseTo });
    expect(rule?.from).toEqual(from);
  });

  it('S1-46 S1-47 the coordination form needs an emergency handling plan and is filled in by operations', () => {
    const form = desk('hhlc-itss').formOf('coordination');
    const values = { supporter: 'o1', diagnosis: 'index', resolved: true };
    expect(form && validateForm(form, values)).toMatchObject([{ pointer: '/emergencyPlan', code: 'required' }]);
    expect(form && validateForm(form, { ...values, emergencyPlan: 'read-only mode' })).toEqual([]);
    expect(desk('hhlc-itss').worksAt('coordination', ['operations'])).toBe(true);
  });

  it('C27 S1-29 nothing stops the clocks, neither waiting nor a workaround', () => {
    const { pauseReasons, slaPolicy } = desk('hhlc-itss').definition;
    expect(pauseReasons.some(({ pausesClocks }) => pausesClocks)).toBe(false);
    expect(slaPolicy?.workaroundEndsResolution).toBe(false);
  });

  it.each([
    ['S1-23', 'RecordIncident', 'l2_senior', true],
    ['S1-28', 'RecordSolution', 'operations', true],
    ['S1-26 C4', 'CloseIncident', 'l1', true],
    ['S1-26', 'CloseIncident', 'l2_senior', false],
    ['S1-26', 'CloseIncident', 'incident_manager', false],
    ['C14', 'ApplyForChange', 'l2_expert', false],
  ])('%s %s by %s: %s', (_id, command, role, allowed) => {
    expect(desk('hhlc-itss').mayRole(command, [role])).toBe(allowed);
  });

  it.each([
    ['S1-15', 'acceptance_rate', 98],
    ['S1-16', 'recording_rate', 100],
  ])('%s %s is to reach %d %%', (requirement, code, target) => {
    const kpi = desk('hhlc-itss').definition.kpis.find((each) => each.code === code);
    expect(kpi).toMatchObject({ requirement, target, owner: '运维服务部' });
  });

  it('S1-01 is the document HHLC-ITSS-FWSJGL V1.0 of 2025-1-4', () => {
    expect(desk('hhlc-itss').definition.document).toMatchObject({
      id: 'HHLC-ITSS-FWSJGL',
      version: 'V1.0',
      date: '2025-01-04',
    });
  });

  it('S1-67 S1-78 has the 10 categories and 9 causes of its own document', () => {
    const { categories, causes } = desk('hhlc-itss').definition;
    expect([categories.length, causes.length]).toEqual([10, 9]);
  });
});

describe('blueking-fault (S2)', () => {
  it('S2-05 S2-24 submit, follow up, review, assess; it ends with QC', () => {
    expect(walk('blueking-fault', 'classified', 'solution_implemented', 'resolved', 'reviewed', 'assessed')).toEqual([
      'follow_up',
      'resolution',
      'review',
      'assessment',
      'closing',
    ]);
    expect(desk('blueking-fault').closingStage.roles).toEqual(['qc']);
  });

  it.each([
    ['S2-11', 'submission', 'customer_service'],
    ['S2-21', 'follow_up', 'operations'],
    ['S2-22', 'review', 'operations'],
    ['S2-23', 'assessment', 'qc'],
  ])('%s node %s has one operator role: %s', (_id, stage, role) => {
    expect(desk('blueking-fault').stage(stage).roles).toEqual([role]);
  });

  it.each([
    ['S2-18', 'submission', 'title', true],
    ['S2-18', 'submission', 'handlingTeam', true],
    ['S2-18', 'submission', 'screenshot', false],
    ['S2-21', 'follow_up', 'handlingRecord', true],
    ['S2-22', 'review', 'summary', true],
    ['S2-23', 'assessment', 'impactScope', true],
    ['S2-23', 'assessment', 'cause', true],
    ['S2-23', 'assessment', 'handling', true],
  ])('%s step %s has the field %s, required: %s', (_id, stage, name, required) => {
    const form = stage === 'submission' ? desk('blueking-fault').entryForm : desk('blueking-fault').formOf(stage);
    const field = form?.fields.find((each) => each.name === name);
    expect(field).toBeDefined();
    expect(field?.required ?? false).toBe(required);
  });

  it.each(['customer_service', 'operations', 'qc', 'product', 'process_admin'])(
    'S2-04 S2-08 has the role %s',
    (role) => {
      expect(desk('blueking-fault').labels('role', role)).toBeDefined();
    },
  );
});

describe('servicedesk-phase1 (S4)', () => {
  it('S4-01 S4-03 goes from the first line to the second and back', () => {
    expect(
      walk('servicedesk-phase1', 'classified', 'escalated', 'solution_implemented', 'resolved', 'solution_recorded'),
    ).toEqual(['first_line', 'second_line', 'resolution', 'solution_record', 'closing']);
  });

  it.each([
    ['high', 'high', 'P1'],
    ['high', 'medium', 'P2'],
    ['high', 'low', 'P3'],
    ['medium', 'high', 'P2'],
    ['medium', 'medium', 'P3'],
    ['medium', 'low', 'P4'],
    ['low', 'high', 'P3'],
    ['low', 'medium', 'P4'],
    ['low', 'low', 'P4'],
  ])('C6 impact %s and urgency %s give %s', (impact, urgency, priority) => {
    expect(desk('servicedesk-phase1').priorityFor(impact, urgency)).toBe(priority);
  });

  it.each([
    ['S4-29', 'reporter', true],
    ['S4-31', 'contact', true],
    ['S4-32', 'type', true],
    ['S4-33', 'title', true],
    ['S4-34', 'description', true],
    ['S4-35', 'impactScope', false],
    ['S4-36', 'urgency', true],
    ['S4-37', 'priority', false],
    ['S4-38', 'category', false],
    ['S4-39', 'subcategory', false],
    ['S4-40', 'affectedCi', false],
  ])('%s the record template has %s, required: %s', (requirement, name, required) => {
    const field = desk('servicedesk-phase1').entryForm.fields.find((each) => each.name === name);
    expect(field?.requirement).toBe(requirement);
    expect(field?.required ?? false).toBe(required);
  });

  it('S4-44 the resolution is the solution of the solution record', () => {
    const field = desk('servicedesk-phase1')
      .formOf('solution_record')
      ?.fields.find(({ name }) => name === 'solution');
    expect(field).toMatchObject({ required: true, requirement: 'S4-44' });
  });

  it.each([
    ['S4-53', 'infrastructure', ['网络', '服务器', '存储']],
    ['S4-54', 'application', ['办公软件', '业务系统', '开发工具']],
    ['S4-55', 'business', ['财务', '人力资源', '行政']],
    ['S4-56', 'support', ['培训', '咨询', '技术支持']],
  ])('%s category %s holds %j', (_id, code, children) => {
    const category = desk('servicedesk-phase1').definition.categories.find((each) => each.code === code);
    expect(category?.children?.map(({ labels }) => labels['zh-CN'])).toEqual(children);
  });

  it('S4-39 a subcategory belongs to its category', () => {
    expect(desk('servicedesk-phase1').isCategory('infrastructure', 'network')).toBe(true);
    expect(desk('servicedesk-phase1').isCategory('application', 'network')).toBe(false);
  });

  it('C27 waiting for the user stops the clocks', () => {
    expect(desk('servicedesk-phase1').pauseReason('user')?.pausesClocks).toBe(true);
  });

  it('S4-21 calls its priorities Critical, High, Medium and Low', () => {
    const labels = desk('servicedesk-phase1').definition.priorities.map((each) => each.labels.en);
    expect(labels).toEqual(['Critical', 'High', 'Medium', 'Low']);
  });
});

describe.each(['servicedesk-phase1', 'blueking-fault'])('%s', (name) => {
  it.each([
    ['S4-20', 'incident', 'P1', 'PT15M', 'PT2H', '24x7'],
    ['S4-21', 'incident', 'P2', 'PT1H', 'PT8H', '24x7'],
    ['S4-22', 'incident', 'P3', 'PT4H', 'PT24H', 'working'],
    ['S4-23', 'incident', 'P4', 'PT8H', 'PT72H', 'working'],
    ['S4-24', 'service_request', 'P1', 'PT24H', 'P5D', 'working'],
  ])('%s %s %s: response %s, resolution %s, %s', (_id, recordType, priority, response, resolution, calendar) => {
    expect(desk(name).slaTarget(recordType, priority)).toMatchObject({ response, resolution, calendar });
  });
});

describe.each(['std-4tier', 'hhlc-itss', 'blueking-fault', 'servicedesk-phase1'])('%s', (name) => {
  it('S1-27 C7 is over when it is closed', () => {
    expect(desk(name).triggersFrom(desk(name).closingStage.code)).toEqual([]);
    expect(desk(name).mayRole('ReopenIncident', ['end_user', 'service_desk', 'l1', 'manager', 'qc'])).toBe(false);
  });

  it('S4-67 S1-60 gives every KPI its formula, period and owner', () => {
    for (const kpi of desk(name).definition.kpis) expect(kpi.formula.length * kpi.owner.length).toBeGreaterThan(0);
  });

  it('C9 counts neither duplicates nor what was withdrawn', () => {
    expect(desk(name).outcome('duplicate')?.counted).toBe(false);
    expect(desk(name).outcome('withdrawn')?.counted).toBe(false);
  });

  it('auditors read and change nothing', () => {
    const granted = Object.keys(desk(name).definition.permissions).filter((command) =>
      desk(name).mayRole(command, ['auditor']),
    );
    expect(granted.filter((command) => !command.startsWith('Read'))).toEqual([]);
    expect(granted).toContain('ReadHistory');
  });
});
