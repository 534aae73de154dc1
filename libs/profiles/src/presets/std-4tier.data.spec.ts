import { compileProfile, loadShippedProfile, type CompiledProfile } from '../index.js';

let desk: CompiledProfile;
beforeAll(async () => {
  desk = compileProfile(await loadShippedProfile('std-4tier'));
});

describe('std-4tier: SLA table', () => {
  it.each([
    ['S4-20', 'incident', 'P1', 'PT15M', 'PT2H', '24x7'],
    ['S4-21', 'incident', 'P2', 'PT1H', 'PT8H', '24x7'],
    ['S4-22', 'incident', 'P3', 'PT4H', 'PT24H', 'working'],
    ['S4-23', 'incident', 'P4', 'PT8H', 'PT72H', 'working'],
    ['S4-24', 'service_request', 'P4', 'PT24H', 'P5D', 'working'],
  ])(
    '%s %s %s: response %s, resolution %s, %s',
    (requirement, recordType, priority, response, resolution, calendar) => {
      expect(desk.slaTarget(recordType, priority)).toMatchObject({ response, resolution, calendar, requirement });
    },
  );

  it('S4-26 C26 a critical incident gets 15 minutes and 2 hours', () => {
    expect(desk.slaTarget('incident', 'P1')).toMatchObject({ response: 'PT15M', resolution: 'PT2H' });
  });

  it('S4-25 a service request has one target whatever its priority, and other record types have none', () => {
    for (const priority of ['P1', 'P2', 'P3', 'P4']) {
      expect(desk.slaTarget('service_request', priority)).toMatchObject({ resolution: 'P5D' });
    }
    expect(desk.slaTarget('problem', 'P1')).toBeUndefined();
    expect(desk.slaTarget('incident', 'P9')).toBeUndefined();
  });

  it('S4-20 S4-22 C21 counts round the clock, or in working days of eight hours', () => {
    expect(desk.calendar('24x7')?.hours).toBe('24x7');
    const day = ['09:00-12:00', '13:00-18:00'];
    expect(desk.calendar('working')?.hours).toEqual({ mon: day, tue: day, wed: day, thu: day, fri: day });
    expect(desk.definition.timeZone).toBe('Asia/Shanghai');
  });
});

describe('std-4tier: taxonomies', () => {
  it.each([
    ['S0-101', 'failure', '故障'],
    ['S0-102', 'alert', '告警'],
    ['S0-56', 'consultation', '咨询'],
    ['S0-103', 'user_reported', '用户报告的问题'],
    ['S0-104', 'service_request', '服务请求'],
    ['S0-105', 'security', '安全事件'],
  ])('%s type %s is %s', (_id, code, label) => {
    expect(desk.labels('type', code)?.['zh-CN']).toBe(label);
  });

  it.each([
    [
      'S1-67',
      'upgrade_problem',
      '升级时出现问题',
      ['升级出错', '升级后程序无法正常使用', '升级后数据丢失、显示不正确', '升级后原有问题依然存在'],
    ],
    ['S1-68', 'usage_problem', '使用时出现问题', ['操作到某个模块无法录入', '查询数据不准确', '上传后上下数据不一致']],
    ['S1-69', 'business_data', '处理业务数据', ['业务数据需要补传', '已上传的业务数据需要查询和修改']],
    [
      'S1-70',
      'consultation',
      '咨询业务和使用信息',
      ['咨询系统使用', '咨询升级包存放地址，及升级如何操作', '咨询传真号码', '咨询系统涉及到的硬件修理信息'],
    ],
    ['S1-71', 'new_need', '新需求', ['程序增加新功能', '增加编码']],
    ['S1-72', 'business_call', '业务沟通电话', ['直接找公司人员', '同一故障多次来电', '遇忙代接']],
    ['S1-73', 'redeployment', '重新部署安装系统', ['需要电话指导，远程操作重新安装系统环境']],
    ['S1-74', 'on_site_service', '现场服务', ['需要现场进行部署、修改系统环境']],
    ['S1-75', 'training', '培训服务', ['对公司内部进行系统业务培训', '对现场使用人员进行系统业务培训']],
    ['S1-76', 'purchase', '用户购买需求', ['新系统的购买需求', '对原有设备和系统的购买需求']],
  ])('%s category %s is %s with its conditions', (_id, code, label, conditions) => {
    const category = desk.definition.categories.find((term) => term.code === code);
    expect(category?.labels['zh-CN']).toBe(label);
    expect(category?.conditions).toEqual(conditions);
  });

  it.each([
    [
      'S1-78',
      'system',
      '系统问题',
      ['正常操作系统报错', '某个模块功能不能使用', '同一个问题，三个以上单位出现定义系统bug'],
    ],
    ['S1-80', 'misuse', '用户使用不当', ['前台操作系统错误', '不按正常流程进行操作']],
    ['S1-81', 'unaware_of_upgrade', '不了解升级信息', ['没有接收到升级通知', '升级没有按下载中心发布的版本进行升级']],
    ['S1-82', 'new_need', '新需求', ['程序增加新功能']],
    ['S1-83', 'cannot_use', '不会使用', ['不了系统使用功能', '新来人员没有进行交接，不会使用该系统操作']],
    ['S1-84', 'unknown', '不明原因', ['分析原因不明确，直接处理得到结果']],
    ['S1-85', 'site_environment', '现场环境问题', ['现场的硬件，网络等一些列条件']],
    ['S1-86', 'hardware', '硬件问题', ['系统配套的硬件设备，或者计算机出现故障']],
    ['S1-87', 'database', '数据库问题', ['oracle出现的问题']],
  ])('%s cause %s is %s with its conditions', (_id, code, label, conditions) => {
    const cause = desk.definition.causes.find((term) => term.code === code);
    expect(cause?.labels['zh-CN']).toBe(label);
    expect(cause?.conditions).toEqual(conditions);
  });

  it('S1-67…S1-76 10 categories with 24 conditions, S1-78…S1-87 9 causes with 14', () => {
    const { categories, causes } = desk.definition;
    expect([categories.length, categories.flatMap(({ conditions }) => conditions ?? []).length]).toEqual([10, 24]);
    expect([causes.length, causes.flatMap(({ conditions }) => conditions ?? []).length]).toEqual([9, 14]);
  });

  it('C13 新需求 is a category and a cause, each in its own list', () => {
    expect(desk.isCategory('new_need')).toBe(true);
    expect(desk.isCause('new_need')).toBe(true);
    expect(desk.isCause('training')).toBe(false);
  });

  it('C12 knows no subcategory where the tree has none', () => {
    expect(desk.isCategory('training', 'anything')).toBe(false);
  });

  it('S1-79 C24 the same problem at three units is a system bug', () => {
    expect(desk.definition.systemBugUnits).toBe(3);
  });

  it('S0-26 has two sources', () => {
    expect(desk.definition.sources.map(({ code }) => code)).toEqual(['user_report', 'monitoring_alert']);
  });

  it.each(['phone', 'email', 'im', 'social', 'portal', 'monitoring', 'api'])(
    'S4-70 takes incidents in by %s',
    (code) => {
      expect(desk.isChannel(code)).toBe(true);
    },
  );

  it.each([
    ['P1', '紧急', 'Urgent'],
    ['P2', '高', 'High'],
    ['P3', '中', 'Medium'],
    ['P4', '低', 'Low'],
  ])('S0-57 C1 %s is %s, %s', (code, zh, en) => {
    expect(desk.labels('priority', code)).toEqual({ en, 'zh-CN': zh });
    expect(desk.priorityRank(code)).toBe(Number(code.slice(1)) - 1);
  });
});

describe('std-4tier: closing and clocks', () => {
  it.each([
    ['resolved', true, true],
    ['resolved_by_workaround', true, true],
    ['not_resolved', false, true],
    ['rejected_by_user', false, true],
    ['duplicate', false, false],
    ['withdrawn', false, false],
  ])('C9 S1-57 outcome %s: successful %s, counted %s', (code, successful, counted) => {
    expect(desk.outcome(code)).toMatchObject({ successful, counted });
  });

  it.each([
    ['user_report', 'user'],
    ['monitoring_alert', 'evidence'],
    ['a source of tomorrow', 'user'],
  ])('C17 S1-41 incidents by %s are confirmed by %s', (source, policy) => {
    expect(desk.confirmation(source)).toBe(policy);
  });

  it('C11 S1-59 a follow-up is on time within three days', () => {
    expect(desk.definition.closing.followUpWithin).toBe('P3D');
  });

  it.each([
    ['user', true],
    ['supplier', false],
    ['change', false],
    ['problem', false],
  ])('C27 waiting for the %s stops the clocks: %s', (reason, pausesClocks) => {
    expect(desk.pauseReason(reason)?.pausesClocks).toBe(pausesClocks);
  });

  it.each([
    ['P1', 'failure', true],
    ['P4', 'security', true],
    ['P2', 'failure', false],
  ])('C25 %s %s is a major incident: %s', (priority, type, major) => {
    expect(desk.isMajor({ priority, type })).toBe(major);
  });

  it('C10 C19 C22 reads the clocks as decided', () => {
    expect(desk.definition.slaPolicy).toMatchObject({
      startsAt: 'reported',
      judgedBy: 'target_at_resolution',
      workaroundEndsResolution: false,
    });
    expect(desk.definition.backdating.limit).toBe('P30D');
    expect(desk.definition.firstResponse).toEqual(['classified']);
  });
});

describe('std-4tier: KPI catalogue', () => {
  it.each([
    ['S0-90', 'incident_total', 'incidents recorded in the period', 'month'],
    ['S0-90', 'closure_rate', 'closed ÷ recorded × 100%', 'month'],
    ['S0-91', 'mean_response_time', 'mean of report → first response', 'month'],
    ['S0-91', 'mean_resolution_time', 'mean of report → resolution', 'month'],
    ['S0-92', 'user_satisfaction', 'mean of the scores given, 0 to 5, with the number of responses', 'month'],
    ['S0-93', 'first_line_resolution_rate', 'resolved at that tier ÷ handled by that tier × 100%', 'month'],
    ['S0-93', 'second_line_resolution_rate', 'resolved at that tier ÷ handled by that tier × 100%', 'month'],
    ['S1-57', 'resolution_rate', '(successfully resolved incidents ÷ total closed incidents) × 100%', 'month'],
    [
      'S1-58',
      'on_time_resolution_rate',
      '(incidents resolved within the time set for their level ÷ total closed incidents) × 100%',
      'month',
    ],
    ['S1-59', 'follow_up_timeliness', 'incidents followed up on time ÷ total incidents followed up', 'quarter'],
    ['S4-67', 'sla_attainment', '(fulfilled targets ÷ targets that ended in the period) × 100%', 'month'],
  ])('%s %s = %s, by %s', (requirement, code, formula, period) => {
    expect(desk.definition.kpis.find((kpi) => kpi.code === code)).toMatchObject({ requirement, formula, period });
  });

  it('S1-60 every KPI has formula, period and owner; those of S1 are 运维服务部', () => {
    for (const kpi of desk.definition.kpis) {
      expect([kpi.formula, kpi.period, kpi.owner].every((value) => value.length > 0)).toBe(true);
      if (kpi.requirement.startsWith('S1-')) expect(kpi.owner).toBe('运维服务部');
    }
  });

  it('S1-01 carries its document control', () => {
    const { id, version, date, author, reviewer } = desk.definition.document;
    expect([id, version, date, author, reviewer].every((value) => value.length > 0)).toBe(true);
  });
});
