import type { Assignment } from '@evidesk/profiles';
import fc from 'fast-check';
import { type Assignable, type Candidate, chooseAssignee, handlingOf, reasonOf } from './assignee.js';

const rules: Assignment = {
  defaultGroup: 'general_support',
  rules: [
    { code: 'urgent', when: { priority: 'P1', tier: 'l2' }, group: 'on_call' },
    { code: 'plant', when: { reportingUnit: 'plant 3', type: 'failure' }, group: 'plant_team' },
    {
      code: 'network',
      when: { category: 'infrastructure', subcategory: 'network' },
      group: 'network_team',
      skills: ['routing', 'dns'],
    },
    { code: 'infrastructure', when: { category: 'infrastructure' }, group: 'server_team' },
  ],
};

const incident: Assignable = {
  category: 'infrastructure',
  subcategory: 'network',
  type: 'failure',
  priority: 'P3',
  tier: 'l1',
  roles: ['l1'],
  assignment: {},
};

const person = (id: string, skills: readonly string[] = [], roles: readonly string[] = ['l1']): Candidate => ({
  id,
  skills,
  roles,
  groups: ['network_team'],
});
const choose = (candidates: readonly Candidate[], loads = {}, changes: Partial<Assignable> = {}) =>
  chooseAssignee(rules, candidates, loads, { ...incident, ...changes });

describe('The handling group', () => {
  it.each<[string, Partial<Assignable>, string | undefined, string]>([
    ['category and subcategory', {}, 'network', 'network_team'],
    ['the category alone', { subcategory: 'server' }, 'infrastructure', 'server_team'],
    ['priority and tier', { priority: 'P1', tier: 'l2' }, 'urgent', 'on_call'],
    ['unit and type', { reportingUnit: 'plant 3' }, 'plant', 'plant_team'],
    ['nothing', { category: 'business', subcategory: undefined }, undefined, 'general_support'],
    ['an incident without a category', { category: undefined, subcategory: undefined }, undefined, 'general_support'],
  ])('S4-46 S4-47 follows from %s: the first rule of which all holds', (_what, changes, rule, group) => {
    expect(handlingOf(rules, { ...incident, ...changes })).toMatchObject({ group, ...(rule && { rule }) });
    expect(handlingOf(rules, { ...incident, ...changes }).rule).toBe(rule);
  });
});

describe('The engineer', () => {
  it('S4-46 S4-07 is the best by skill, however much he has to do', () => {
    const chosen = choose([person('han', ['routing']), person('mei', ['routing', 'dns'])], { mei: 40 });
    expect(chosen).toMatchObject({ group: 'network_team', engineer: 'mei', basis: { matched: 2, candidates: 2 } });
    expect(chosen.basis.compared).toEqual([{ engineer: 'mei', open: 40 }]);
  });

  it('S4-46 of the best is the one with the fewest open incidents, and of those the first by id', () => {
    const equals = [person('wang'), person('mei'), person('han'), person('zhao')];
    expect(choose(equals, { han: 2, mei: 1, wang: 1, zhao: 3 }).engineer).toBe('mei');
    expect(choose(equals).engineer).toBe('han');
    expect(choose(equals, { han: 2, mei: 1, wang: 1, zhao: 3 }).basis.compared).toEqual([
      { engineer: 'mei', open: 1 },
      { engineer: 'wang', open: 1 },
      { engineer: 'han', open: 2 },
      { engineer: 'zhao', open: 3 },
    ]);
  });

  it('S4-46 is of the group, and works at the stage; who has no role in particular may work anywhere', () => {
    const stranger = { ...person('ada', ['routing', 'dns']), groups: ['server_team'] };
    const second = person('bo', ['routing', 'dns'], ['l2']);
    expect(choose([stranger, second, person('mei')]).engineer).toBe('mei');
    expect(choose([stranger, second, person('mei')], {}, { roles: ['l2'], tier: 'l2' }).engineer).toBe('bo');
    expect(choose([second, person('any', [], [])]).engineer).toBe('any');
  });

  it('S4-46 is nobody where nobody of the group works at the stage: the group alone has it', () => {
    const { group, engineer, basis } = choose([person('bo', [], ['l2'])]);
    expect({ group, engineer }).toEqual({ group: 'network_team', engineer: undefined });
    expect(basis).toMatchObject({ candidates: 0, compared: [] });
  });

  it('stays who he is while he is one of the best', () => {
    const equals = [person('han'), person('mei')];
    const present = { assignment: { group: 'network_team', engineer: 'mei' } };
    expect(choose(equals, { mei: 9 }, present).engineer).toBe('mei');
    expect(choose([person('han', ['dns']), person('mei')], { mei: 0 }, present).engineer).toBe('han');
    const elsewhere = { assignment: { group: 'server_team', engineer: 'mei' } };
    expect(choose(equals, { mei: 9 }, elsewhere).engineer).toBe('han');
  });

  it('S4-48 comes with a reason in both languages', () => {
    const skilled = [person('han', ['dns']), person('mei')];
    expect(reasonOf(choose(skilled, { han: 3 }))).toBe(
      '规则 network，组 network_team；han：技能 1/2，未结事件 3，候选 2 人 / ' +
        'rule network, group network_team; han: 1 of 2 skills, 3 open incidents, one of 2 candidates',
    );
    expect(reasonOf(choose([], {}, { category: undefined }))).toBe(
      '无规则匹配，默认组 general_support；组内无人可在此环节处理 / ' +
        'no rule matches, default group general_support; nobody of the group works at this stage',
    );
  });

  const people = fc.uniqueArray(
    fc.record({
      id: fc.string({ minLength: 1, maxLength: 4 }),
      skills: fc.subarray(['routing', 'dns', 'mail']),
      roles: fc.subarray(['l1', 'l2']),
      groups: fc.subarray(['network_team', 'server_team']),
    }),
    { selector: ({ id }) => id, maxLength: 30 },
  );

  it('S4-46 does not depend on the order of the candidates, and nobody as good has less to do', () => {
    fc.assert(
      fc.property(people, fc.array(fc.nat({ max: 5 }), { minLength: 30, maxLength: 30 }), fc.nat(), (all, open, by) => {
        const loads = Object.fromEntries(all.map(({ id }, index) => [id, open[index] ?? 0]));
        const chosen = choose(all, loads);
        const turned = all.map((_each, index) => all[(index + by) % all.length] as Candidate);
        expect(choose(turned, loads)).toEqual(chosen);
        const score = ({ skills }: Candidate) => ['routing', 'dns'].filter((skill) => skills.includes(skill)).length;
        const able = all.filter(
          ({ groups, roles }) => groups.includes('network_team') && (roles.length === 0 || roles.includes('l1')),
        );
        const winner = able.find(({ id }) => id === chosen.engineer);
        expect(winner === undefined).toBe(able.length === 0);
        for (const other of able) {
          if (winner === undefined) continue;
          expect(score(winner)).toBeGreaterThanOrEqual(score(other));
          if (score(winner) === score(other)) {
            expect(loads[winner.id]).toBeLessThanOrEqual(loads[other.id] ?? 0);
          }
        }
        expect(chosen.basis.compared.length).toBeLessThanOrEqual(10);
      }),
      { numRuns: 300 },
    );
  });
});
