import type { CompiledProfile } from '@evidesk/profiles';
import { by } from '../../testing/commands.js';
import { Life, on, profileOf } from '../../testing/incident-kit.js';
import type { Candidate, Loads } from './assignee.js';
import { MAX_REPEATS } from './decide/duplicates.js';

const l1 = by('l1');
const NETWORK = { category: 'infrastructure', subcategory: 'network', impact: 'medium', urgency: 'medium' } as const;
const person = (id: string, groups: readonly string[], roles: readonly string[], ...skills: readonly string[]) => ({
  id,
  groups,
  roles,
  skills,
});
const TEAM: readonly Candidate[] = [
  person('han', ['network_team'], ['l1'], 'network'),
  person('mei', ['network_team', 'server_team'], ['l1']),
  person('wang', ['network_team'], ['l2'], 'network'),
  person('ada', ['server_team'], ['l1'], 'server'),
];

let phase1: CompiledProfile;
let desk: CompiledProfile;
beforeAll(async () => {
  phase1 = await profileOf('servicedesk-phase1');
  desk = await profileOf();
});

const recorded = (profile = phase1, details: object = NETWORK) =>
  new Life(profile).does('RecordIncident', { priority: undefined, ...details }, l1);
const assign = (life: Life, loads: Loads = {}) => life.automates('AutoAssign', { candidates: TEAM, loads });
/** What the command adds. */
const added = (life: Life, act: (life: Life) => Life) => {
  const before = life.events.length;
  return act(life).events.slice(before);
};

describe('AutoAssign', () => {
  it('S4-46 S4-47 S4-48 gives a new incident to group and engineer, with the reason and what it was found by', () => {
    expect(added(recorded(), (life) => assign(life, { han: 2, mei: 0 }))).toEqual([
      {
        type: 'incident.assigned',
        data: {
          from: {},
          to: { group: 'network_team', engineer: 'han' },
          reason:
            '规则 network，组 network_team；han：技能 1/1，未结事件 2，候选 2 人 / ' +
            'rule network, group network_team; han: 1 of 1 skills, 2 open incidents, one of 2 candidates',
          basis: {
            rule: 'network',
            skills: ['network'],
            candidates: 2,
            matched: 1,
            compared: [{ engineer: 'han', open: 2 }],
          },
        },
      },
    ]);
  });

  it('S4-47 what no rule matches goes to general_support', () => {
    const life = assign(recorded(phase1, { impact: 'low', urgency: 'low', category: undefined }));
    expect(life.incident.assignment).toEqual({ group: 'general_support', engineer: undefined });
    expect(life.incident.assignedBy).toBe('rules');
  });

  it('is silent when all stays as it is', () => {
    const life = assign(recorded());
    expect(added(life, (same) => assign(same, { han: 50 }))).toEqual([]);
  });

  it('S4-46 chooses again when it is classified as something else', () => {
    const life = assign(recorded()).does('ClassifyIncident', { category: 'infrastructure', subcategory: 'server' }, l1);
    expect(assign(life).incident.assignment).toEqual({ group: 'server_team', engineer: 'ada' });
  });

  it('S4-46 chooses one of the next tier when it is escalated', () => {
    const life = assign(recorded().does('ClassifyIncident', { ...NETWORK }, l1)).does(
      'RecordSupport',
      { tier: 'l1' },
      l1,
    );
    expect(life.incident).toMatchObject({ tier: 'l2', assignment: { engineer: 'han' } });
    expect(assign(life).incident.assignment).toEqual({ group: 'network_team', engineer: 'wang' });
  });

  it('S4-48 leaves whom a person chose', () => {
    const life = recorded().does('AssignIncident', { group: 'desk', engineer: 'zhao', reason: 'Knows it' }, l1);
    expect(life.incident.assignedBy).toBe('hand');
    expect(added(life, assign)).toEqual([]);
    life.does('ClassifyIncident', { ...NETWORK }, l1);
    expect(added(life, assign)).toEqual([]);
  });

  it('S1-52 leaves the engineer whom the hand-over names, and chooses where it names none', () => {
    const classified = () =>
      recorded()
        .does('ClassifyIncident', { ...NETWORK }, l1)
        .does('AssignIncident', { group: 'desk', engineer: 'zhao', reason: 'Knows it' }, l1);
    const named = classified().does('RecordSupport', { tier: 'l1', owner: 'li' }, l1);
    expect(added(named, assign)).toEqual([]);
    expect(named.incident).toMatchObject({ assignedBy: 'hand', assignment: { engineer: 'li' } });
    const open = classified().does('RecordSupport', { tier: 'l1' }, l1);
    expect(assign(open).incident.assignment).toEqual({ group: 'network_team', engineer: 'wang' });
  });

  it('S4-46 onlyWhenUnassigned leaves everybody', async () => {
    const careful = await profileOf('servicedesk-phase1', (profile) => ({
      ...profile,
      assignment: { rules: [], defaultGroup: 'general_support', ...profile.assignment, onlyWhenUnassigned: true },
    }));
    const life = assign(recorded(careful));
    expect(life.incident.assignment.engineer).toBe('han');
    life.does('ClassifyIncident', { category: 'infrastructure', subcategory: 'server' }, l1);
    expect(added(life, assign)).toEqual([]);
  });

  it('is silent where the profile has no rules, and once work has ended', () => {
    expect(added(recorded(desk, { priority: 'P3' }), assign)).toEqual([]);
    expect(added(recorded().does('CancelIncident', {}, l1), assign)).toEqual([]);
  });

  it('S4-51 tells of deadlines that came before it, first', () => {
    const tomorrow = on('2026-11-18T02:00:00.000Z', { id: 'process:auto-assignment', roles: ['system'] });
    const types = added(recorded(), (life) =>
      life.automates('AutoAssign', { candidates: TEAM, loads: {} }, tomorrow),
    ).map(({ type }) => type);
    expect(types).toContain('incident.sla-breached');
    expect(types.at(-1)).toBe('incident.assigned');
  });
});

const PRIMARY = { id: 'i-9', number: 'INC-202611-000009' };
const link = (life: Life) => life.automates('LinkDuplicate', { primary: PRIMARY });
const policy = (duplicates: 'mark' | 'off') => profileOf('std-4tier', (profile) => ({ ...profile, duplicates }));
const P3 = { priority: 'P3' } as const;

describe('LinkDuplicate', () => {
  const note =
    '客户、来源、配置项、现象与 INC-202611-000009 相同 / same customer, source, configuration item and symptom as INC-202611-000009';

  it('S1-77 links to the open incident, and does not hide what repeats it', () => {
    const life = recorded(desk, P3);
    expect(added(life, link)).toEqual([{ type: 'incident.linked', data: { kind: 'duplicate', target: 'i-9', note } }]);
    expect(life.incident).toMatchObject({ status: 'new', links: [{ kind: 'duplicate', target: 'i-9' }] });
  });

  it('S1-07 marks it as a duplicate where the profile says so, unless somebody works on it already', async () => {
    const marking = await policy('mark');
    expect(added(recorded(marking, P3), link)).toEqual([
      { type: 'incident.marked-duplicate', data: { of: 'i-9', reason: note } },
    ]);
    const begun = recorded(marking, P3).does('ClassifyIncident', { category: 'usage_problem' });
    expect(added(begun, link).map(({ type }) => type)).toEqual(['incident.linked']);
  });

  it('S1-77 does nothing where the profile says so', async () => {
    expect(added(recorded(await policy('off'), P3), link)).toEqual([]);
  });

  it('S1-07 makes no chains: what is linked, repeated, ended or a duplicate stays as it is', () => {
    expect(
      added(link(recorded(desk, P3)), (life) =>
        life.automates('LinkDuplicate', { primary: { ...PRIMARY, id: 'i-8' } }),
      ),
    ).toEqual([]);
    expect(added(repeated(recorded(desk, P3), 'i-2', 'i-3'), link)).toEqual([]);
    expect(added(recorded(desk, P3).does('CancelIncident'), link)).toEqual([]);
    expect(added(recorded(desk, P3).does('MarkDuplicate'), link)).toEqual([]);
  });
});

const count = (life: Life, by: string, repeats = true) =>
  life.automates('CountRepeat', { by, number: `INC-${by}`, repeats });
const repeated = (life: Life, ...ids: readonly string[]) => ids.reduce((next, id) => count(next, id), life);

describe('CountRepeat', () => {
  it('S1-77 counts each call once, and takes it back', () => {
    const life = recorded(desk, P3);
    expect(added(life, (same) => repeated(same, 'i-2', 'i-3', 'i-2'))).toEqual([
      { type: 'incident.repeated', data: { by: 'i-2', number: 'INC-i-2', count: 1 } },
      { type: 'incident.repeated', data: { by: 'i-3', number: 'INC-i-3', count: 2 } },
    ]);
    expect(life.incident.repeatedBy).toEqual(['i-2', 'i-3']);
    expect(added(life, (same) => count(count(same, 'i-2', false), 'i-2', false))).toEqual([
      { type: 'incident.repeat-withdrawn', data: { by: 'i-2', number: 'INC-i-2', count: 1 } },
    ]);
    expect(life.incident.repeatedBy).toEqual(['i-3']);
  });

  it('S1-77 counts no further than a bound', () => {
    const life = recorded(desk, P3);
    for (let call = 0; call < MAX_REPEATS + 5; call += 1) count(life, `i-${call + 10}`);
    expect(life.incident.repeatedBy).toHaveLength(MAX_REPEATS);
  });

  it('S1-07 what others repeat can not become a duplicate itself, by hand either', () => {
    const life = repeated(recorded(desk, P3), 'i-2');
    const refused = { code: 'incident.has-repeats', kind: 'conflict', details: { repeatedBy: ['i-2'], count: 1 } };
    for (const act of [
      () => life.does('MarkDuplicate'),
      () => life.does('LinkIncident', { kind: 'duplicate', target: 'i-9' }),
    ]) {
      expect(act).toThrow(expect.objectContaining(refused) as Error);
    }
    expect(life.does('LinkIncident', { kind: 'related', target: 'i-9' }).last.type).toBe('incident.linked');
  });
});

describe('EscalateMajor', () => {
  const tell = (life: Life) => life.automates('EscalateMajor', { rule: 'priority', reason: 'P1' });
  const major = (profile = desk) =>
    recorded(profile, profile === desk ? { priority: 'P1' } : { impact: 'high', urgency: 'high' });

  it('C25 S0-23 S1-10 brings a major incident to the manager, where it stands', () => {
    const life = major();
    expect(added(life, tell)).toEqual([
      {
        type: 'incident.escalated',
        data: {
          kind: 'hierarchical',
          reason: '重大事件：优先级 P1 紧急 / Major incident: priority P1 Urgent',
        },
      },
    ]);
    expect(life.incident).toMatchObject({ status: 'new', stage: 'classification', tier: 'service_desk' });
  });

  it.each([
    ['type', 'security', '重大事件：类型 安全事件 / Major incident: type Security incident'],
    ['manual', 'The press calls', '重大事件：The press calls / Major incident: The press calls'],
  ] as const)('C25 says that it was declared by %s', (rule, reason, said) => {
    const [event] = added(major(), (life) => life.automates('EscalateMajor', { rule, reason }));
    expect(event).toMatchObject({ data: { reason: said } });
  });

  it('C25 is silent where the matrix does not give it, where it is no major incident, and once it has ended', async () => {
    const fault = await profileOf('blueking-fault');
    const life = new Life(fault).does(
      'RecordIncident',
      { handlingTeam: 'web', priority: 'P1' },
      by('customer_service'),
    );
    expect(life.incident.major).toBe(true);
    expect(added(life, tell)).toEqual([]);
    expect(added(recorded(desk, P3), tell)).toEqual([]);
    expect(added(major().does('CancelIncident'), tell)).toEqual([]);
    expect(
      added(major(), (one) => one.automates('EscalateMajor', { rule: 'priority', reason: 'P1' }, by('l1'))),
    ).toEqual([]);
  });

  it.each(['std-4tier', 'hhlc-itss', 'servicedesk-phase1'])(
    'S0-23 S1-10 %s gives it to the automation alone',
    async (name) => {
      expect((await profileOf(name)).rolesFor('EscalateMajor')).toEqual(['system']);
    },
  );
});
