import { COMMANDS, TRIGGERS, compileProfile, loadShippedProfile, type CompiledProfile } from '../index.js';

let desk: CompiledProfile;
beforeAll(async () => {
  desk = compileProfile(await loadShippedProfile('std-4tier'));
});

const NODES = {
  D: 'classification',
  E: 'classification',
  F: 'initial_support',
  G: 'resolution',
  H: 'second_line',
  I: 'third_line',
  J: 'change_application',
  K: 'change_implementation',
  L: 'solution_record',
  C: 'closing',
} as const;
const STAGES = [...new Set(Object.values(NODES)), 'first_line'];

describe('std-4tier: edges of the flow graph', () => {
  it('S0-36 S0-37 starts with the record, and waits for classification', () => {
    expect(desk.entryStage.code).toBe('classification');
    expect(desk.definition.entry.form).toBe('record');
  });

  it.each([
    ['S0-37', 'E', 'classified', 'F'],
    ['S0-38', 'F', 'solution_implemented', 'G'],
    ['S0-38', 'F', 'escalated', 'H'],
    ['S0-39', 'H', 'solution_implemented', 'G'],
    ['S0-39', 'H', 'escalated', 'I'],
    ['S0-40', 'I', 'solution_implemented', 'G'],
    ['S0-40', 'I', 'change_needed', 'J'],
    ['S0-40', 'J', 'change_requested', 'K'],
    ['S0-40', 'K', 'change_implemented', 'G'],
    ['S0-41', 'G', 'resolved', 'L'],
    ['S0-41', 'L', 'solution_recorded', 'C'],
  ] as const)('%s node %s —%s→ %s', (_id, from, trigger, to) => {
    expect(desk.target(NODES[from], trigger)?.code).toBe(NODES[to]);
  });

  it('C4 the first line is an optional hop between F and H, taken only when it is named', () => {
    expect(desk.target('initial_support', 'escalated')?.code).toBe('second_line');
    expect(desk.target('initial_support', 'escalated', 'first_line')?.code).toBe('first_line');
    expect(desk.target('initial_support', 'escalated', 'l1')?.code).toBe('first_line');
    expect(desk.target('initial_support', 'escalated', 'l2')?.code).toBe('second_line');
    expect(desk.target('first_line', 'escalated')?.code).toBe('second_line');
    expect(desk.target('first_line', 'solution_implemented')?.code).toBe('resolution');
  });

  it('S1-33 a change that failed returns to the third line', () => {
    expect(desk.target('change_implementation', 'change_failed')?.code).toBe('third_line');
  });

  const edges = new Set([
    'classification→initial_support',
    'initial_support→resolution',
    'initial_support→second_line',
    'initial_support→first_line',
    'first_line→resolution',
    'first_line→second_line',
    'second_line→resolution',
    'second_line→third_line',
    'third_line→resolution',
    'third_line→change_application',
    'change_application→change_implementation',
    'change_implementation→resolution',
    'change_implementation→third_line',
    'resolution→solution_record',
    'solution_record→closing',
  ]);
  const pairs = STAGES.flatMap((from) => STAGES.map((to) => [from, to] as const));

  it.each(pairs.filter(([from, to]) => !edges.has(`${from}→${to}`)))(
    'S0-42 no edge leads from %s to %s',
    (from, to) => {
      const reached = TRIGGERS.flatMap((trigger) => desk.targets(from, trigger).map(({ code }) => code));
      expect(reached).not.toContain(to);
      for (const trigger of TRIGGERS) expect(desk.target(from, trigger, to)).toBeUndefined();
    },
  );

  it.each(pairs.filter(([from, to]) => edges.has(`${from}→${to}`)))(
    'S0-36…S0-41 an edge leads from %s to %s',
    (from, to) => {
      expect(TRIGGERS.some((trigger) => desk.target(from, trigger, to)?.code === to)).toBe(true);
    },
  );

  it('S0-42 has no stage besides those of the graph and the optional first line', () => {
    expect(desk.definition.stages.map(({ code }) => code).sort()).toEqual([...STAGES].sort());
    expect(desk.closingStage.code).toBe('closing');
    expect(desk.triggersFrom('closing')).toEqual([]);
  });
});

const ROLES = [
  'end_user',
  'service_desk',
  'l1',
  'l2',
  'l3',
  'incident_manager',
  'qc',
  'process_admin',
  'auditor',
  'monitor',
  'mail_gateway',
  'importer',
  'system',
];

describe('std-4tier: role–node table', () => {
  it.each([
    ['S0-43', 'A', 'RecordIncident', 'service_desk'],
    ['S0-44', 'D', 'CorrectDetails', 'service_desk'],
  ])('%s node %s: %s by %s', (_id, _node, command, role) => {
    expect(desk.mayRole(command, [role])).toBe(true);
  });

  it.each([
    ['S0-45', 'E', 'ClassifyIncident', ['service_desk', 'incident_manager']],
    ['S0-46', 'F', 'RecordSupport', ['service_desk']],
    ['S0-47', 'G', 'ResolveIncident', ['service_desk']],
    ['S0-48', 'H', 'RecordSupport', ['l2']],
    ['S0-49', 'I', 'RecordSupport', ['l3']],
    ['S0-50', 'J', 'ApplyForChange', ['l3']],
    ['S0-51', 'K', 'ReportChangeImplemented', ['l3']],
    ['S0-52', 'L', 'RecordSolution', ['service_desk']],
    ['S0-53 S1-26', 'C', 'CloseIncident', ['service_desk']],
  ] as const)('%s node %s: %s by %j and nobody else', (_id, node, command, allowed) => {
    const acting = ROLES.filter((role) => desk.worksAt(NODES[node], [role]) && desk.mayRole(command, [role]));
    expect(acting.sort()).toEqual([...allowed].sort());
  });

  it('S0-13 S0-15 S0-53 the first line works and escalates at its optional hop', () => {
    expect(desk.worksAt('first_line', ['l1'])).toBe(true);
    expect(desk.mayEscalateFrom('first_line', ['l1'])).toBe(true);
  });

  it.each(['initial_support', 'first_line', 'second_line'])(
    'S0-23 S0-53 the incident manager may escalate from %s',
    (at) => {
      expect(desk.mayEscalateFrom(at, ['incident_manager'])).toBe(true);
      expect(desk.worksAt(at, ['incident_manager'])).toBe(false);
    },
  );
});

describe('std-4tier: role × command matrix', () => {
  const staff = ['service_desk', 'l1', 'l2', 'l3', 'incident_manager'];
  const readers = [...staff, 'qc', 'auditor'];
  it.each([
    ['S0-08', 'RecordIncident', ['end_user', 'service_desk', 'l1', 'incident_manager', 'monitor']],
    ['S0-09', 'ClassifyIncident', ['service_desk', 'incident_manager']],
    ['S1-64', 'ChangePriority', staff],
    ['S0-18', 'CorrectDetails', staff],
    ['S4-46', 'AssignIncident', staff],
    ['S0-46', 'RecordSupport', ['service_desk', 'l1', 'l2', 'l3']],
    ['S0-30', 'EscalateIncident', ['service_desk', 'l1', 'l2', 'incident_manager']],
    ['C27', 'PutOnHold', staff],
    ['C27', 'ResumeIncident', staff],
    ['S1-31', 'ApplyWorkaround', ['service_desk', 'l1', 'l2', 'l3']],
    ['S0-21', 'ApplyForChange', ['l3']],
    ['S0-51', 'ReportChangeImplemented', ['l3', 'system']],
    ['S0-51', 'ReportChangeFailed', ['l3', 'system']],
    ['S0-47', 'ResolveIncident', ['service_desk']],
    ['S0-52', 'RecordSolution', ['service_desk']],
    ['S2-22', 'WriteFaultReview', ['l2']],
    ['S2-23', 'AssessQuality', ['qc']],
    ['S0-33', 'ConfirmResolution', ['end_user', 'service_desk']],
    ['S0-33', 'RejectResolution', ['end_user', 'service_desk']],
    ['S1-26', 'CloseIncident', ['service_desk']],
    ['C9', 'CancelIncident', ['service_desk', 'incident_manager']],
    ['S1-07', 'MarkDuplicate', staff],
    ['S1-07', 'UnmarkDuplicate', staff],
    ['C14', 'LinkIncident', [...staff, 'system']],
    ['C14', 'UnlinkIncident', staff],
    ['S0-23', 'DeclareMajorIncident', ['incident_manager']],
    ['S1-59', 'RecordFollowUp', ['service_desk', 'l1', 'incident_manager']],
    ['S0-34', 'AddComment', ['end_user', ...staff, 'qc', 'system']],
    ['S4-16', 'AttachFile', ['end_user', ...staff, 'qc']],
    ['S0-31', 'RequestChange', ['l3', 'system']],
    ['S0-82', 'AssessChange', ['l3', 'incident_manager']],
    ['C14', 'ApproveChange', ['incident_manager']],
    ['C14', 'RejectChange', ['incident_manager']],
    ['C14', 'ScheduleChange', ['l3', 'incident_manager']],
    ['S0-51', 'ImplementChange', ['l3']],
    ['S0-83', 'RollBackChange', ['l3']],
    ['C14', 'CloseChange', ['l3', 'incident_manager']],
    ['S2-02', 'OpenProblem', ['service_desk', 'l2', 'l3', 'incident_manager']],
    ['S1-79', 'AcceptProblem', ['incident_manager']],
    ['S1-79', 'DismissProblem', ['incident_manager']],
    ['S1-32', 'AddProblemIncident', staff],
    ['S1-32', 'RecordRootCause', ['l2', 'l3']],
    ['S1-31', 'RecordKnownError', ['l2', 'l3']],
    ['S1-32', 'ResolveProblem', ['l3', 'incident_manager']],
    ['S1-32', 'CloseProblem', ['incident_manager']],
    ['S1-45', 'RaiseCoordination', ['l2', 'incident_manager']],
    ['S1-47', 'ReceiveCoordination', ['l2', 'l3']],
    ['S1-47', 'AnalyseCoordination', ['l2', 'l3']],
    ['S1-47', 'HandleCoordination', ['l2', 'l3']],
    ['S1-47', 'VerifyCoordination', ['l2', 'l3']],
    ['S4-18', 'RegisterConfigurationItem', ['l2', 'l3', 'incident_manager']],
    ['S1-34', 'ChangeConfigurationItem', ['l2', 'l3', 'incident_manager']],
    ['S1-34', 'RetireConfigurationItem', ['l2', 'l3', 'incident_manager']],
    ['C23', 'LogContact', ['service_desk', 'l1', 'incident_manager']],
    ['S1-16', 'RecordContact', ['service_desk', 'l1', 'incident_manager']],
    ['S1-39', 'FreezeReport', ['incident_manager']],
    ['S2-04', 'PublishProfile', ['process_admin']],
    ['S0-24', 'ReadIncidents', ['end_user', ...readers]],
    ['S0-24', 'ReadHistory', ['end_user', ...readers]],
    ['S0-24', 'ReadEvidence', ['incident_manager', 'auditor']],
    ['S2-20', 'ReadQueues', readers],
    ['S0-24', 'ReadReports', ['service_desk', 'incident_manager', 'qc', 'auditor']],
    ['S0-06', 'ReadProfiles', ['end_user', ...readers, 'process_admin']],
    ['C14', 'ReadChanges', readers],
    ['S1-32', 'ReadProblems', readers],
    ['S1-47', 'ReadCoordinationForms', readers],
    ['S4-18', 'ReadConfigurationItems', readers],
    ['S2-04', 'OperateSystem', ['process_admin']],
    ['S4-17', 'ReadMetrics', ['monitor', 'process_admin']],
    ['C22', 'ImportIncidents', ['importer']],
    ['S4-17', 'ReceiveAlert', ['monitor']],
    ['S4-16', 'ReceiveEmail', ['mail_gateway']],
  ])('%s %s is for exactly %j', (_id, command, allowed) => {
    expect(ROLES.filter((role) => desk.mayRole(command, [role])).sort()).toEqual([...allowed].sort());
  });

  it('refuses what is no command of the matrix, such as reopening (S1-27, C7)', () => {
    expect(ROLES.filter((role) => desk.mayRole('ReopenIncident', [role]))).toEqual([]);
    expect(Object.keys(desk.definition.permissions).sort()).toEqual([...COMMANDS].sort());
  });

  it('S0-53 one user may hold several roles (C4)', () => {
    expect(desk.mayRole('ApplyForChange', ['service_desk', 'l3'])).toBe(true);
    expect(desk.mayRole('ApplyForChange', [])).toBe(false);
  });
});
