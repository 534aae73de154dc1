import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readProfileYaml } from '../../application/read-profile-yaml.js';
import { loadShippedProfile, shippedProfilesFolder } from '../../application/shipped-profiles.js';
import type { AssignmentRule } from '../../contract/assignment.js';
import type { ProcessProfile } from '../../contract/process-profile.js';
import { assignmentFindings } from './assignment.js';

let profile: ProcessProfile;
let yaml: string;
beforeAll(async () => {
  profile = await loadShippedProfile('servicedesk-phase1');
  yaml = await readFile(join(shippedProfilesFolder(), 'servicedesk-phase1.yaml'), 'utf8');
});

const rule = (code: string, when: AssignmentRule['when']): AssignmentRule => ({ code, when, group: 'team' });
const findings = (...rules: readonly AssignmentRule[]) =>
  assignmentFindings({ ...profile, assignment: { rules: [...rules], defaultGroup: 'general_support' } }).map(
    ({ code, path }) => `${code} ${path}`,
  );

describe('Assignment rules', () => {
  it('S4-46 S4-47 may be absent, or none, or a catch-all at the end', () => {
    expect(assignmentFindings({ ...profile, assignment: undefined })).toEqual([]);
    expect(findings()).toEqual([]);
    expect(
      findings(
        rule('network', { category: 'infrastructure', subcategory: 'network' }),
        rule('unit', { reportingUnit: 'plant 3', tier: 'l2', priority: 'P1' }),
        rule('rest', {}),
      ),
    ).toEqual([]);
  });

  it.each<[string, AssignmentRule['when'], string]>([
    ['category', { category: 'weather' }, 'unknown-category /assignment/rules/0/when/category'],
    [
      'subcategory of another category',
      { category: 'business', subcategory: 'network' },
      'unknown-subcategory /assignment/rules/0/when/subcategory',
    ],
    [
      'subcategory of no category',
      { subcategory: 'network' },
      'subcategory-without-category /assignment/rules/0/when/subcategory',
    ],
    ['type', { type: 'rumour' }, 'unknown-type /assignment/rules/0/when/type'],
    ['priority', { priority: 'P9' }, 'unknown-priority /assignment/rules/0/when/priority'],
    ['tier', { tier: 'l3' }, 'unknown-tier /assignment/rules/0/when/tier'],
  ])('S4-46 name no %s that the profile does not define', (_what, when, finding) => {
    expect(findings(rule('one', when))).toEqual([finding]);
  });

  it.each<[string, AssignmentRule['when'], AssignmentRule['when']]>([
    ['the same', { category: 'business' }, { category: 'business' }],
    ['a part of it', { category: 'business' }, { category: 'business', subcategory: 'finance' }],
    ['everything', {}, { tier: 'l2' }],
  ])('S4-47 that come behind one that takes %s never match', (_what, first, second) => {
    expect(findings(rule('first', first), rule('second', second))).toEqual([
      'rule-never-matches /assignment/rules/1/when',
    ]);
    expect(findings(rule('second', second), rule('first', first))).toEqual(
      JSON.stringify(first) === JSON.stringify(second) ? ['rule-never-matches /assignment/rules/1/when'] : [],
    );
  });

  it('have codes of their own', () => {
    expect(findings(rule('one', { tier: 'l1' }), rule('one', { tier: 'l2' }))).toEqual([
      'duplicate-code /assignment/rules/1/code',
    ]);
  });

  it.each([
    ['a category', 'when: { category: business }', 'when: { category: weather }', 'unknown-category'],
    ['a member', 'defaultGroup: general_support', 'defaultTeam: general_support', 'missing-member'],
    ['a policy', 'duplicates: link', 'duplicates: hide', 'enum'],
  ])('S4-46 S1-77 are refused at publishing, with the line of %s that is not known', (_what, from, to, code) => {
    const line = yaml.split('\n').findIndex((each) => each.includes(from)) + 1;
    expect(line).toBeGreaterThan(0);
    const found = readProfileYaml(yaml.replace(from, to)).findings.find((each) => each.code === code);
    expect(Math.abs((found?.line ?? 0) - line)).toBeLessThanOrEqual(code === 'missing-member' ? 1 : 0);
  });
});

describe('The assignment that ships', () => {
  it('S4-46 S4-47 servicedesk-phase1 has a rule for each category, and general_support for the rest', () => {
    const { assignment, categories } = profile;
    expect(assignment?.defaultGroup).toBe('general_support');
    for (const { code, children = [] } of categories) {
      const own = assignment?.rules.filter(({ when }) => when.category === code) ?? [];
      const named = own.map(({ when }) => when.subcategory);
      expect([code, named.includes(undefined) || children.every((child) => named.includes(child.code))]).toEqual([
        code,
        true,
      ]);
    }
  });

  it.each(['std-4tier', 'hhlc-itss', 'blueking-fault'])('%s leaves it to people (S1-52)', async (name) => {
    expect((await loadShippedProfile(name)).assignment).toBeUndefined();
  });

  it.each(['std-4tier', 'hhlc-itss', 'servicedesk-phase1'])(
    'S1-77 %s links what repeats an open incident, and does not hide it',
    async (name) => {
      expect((await loadShippedProfile(name)).duplicates).toBe('link');
    },
  );
});
