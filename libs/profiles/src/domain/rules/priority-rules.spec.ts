import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readProfileYaml } from '../../application/read-profile-yaml.js';
import { loadShippedProfile } from '../../application/shipped-profiles.js';
import type { ProcessProfile } from '../../contract/process-profile.js';
import { validateProfile } from '../validate-profile.js';

type Draft = { -readonly [K in keyof ProcessProfile]: ProcessProfile[K] };

let valid: ProcessProfile;
beforeAll(async () => {
  valid = await loadShippedProfile('servicedesk-phase1');
});

function findings(change: (draft: Draft) => void): readonly string[] {
  const draft = structuredClone(valid);
  change(draft);
  return validateProfile(draft).map(({ code, path }) => `${code} ${path}`);
}

describe('Priority rules', () => {
  const rule = (when: { field: string; is: string | boolean }, more: object = {}) => ({
    code: 'r',
    labels: { en: 'Rule', 'zh-CN': '规则' },
    when,
    raiseTo: 'P1',
    ...more,
  });
  it.each<[string, ReturnType<typeof rule>[], readonly string[]]>([
    [
      'S1-65 a choice that is no option',
      [rule({ field: 'impact', is: 'huge' })],
      ['rule-never-matches /priorityRules/0/when/is'],
    ],
    [
      'S1-65 a word for yes or no',
      [rule({ field: 'dataUploadAffected', is: 'yes' })],
      ['rule-never-matches /priorityRules/0/when/is'],
    ],
    [
      'S1-65 yes or no for a word',
      [rule({ field: 'symptom', is: true })],
      ['rule-never-matches /priorityRules/0/when/is'],
    ],
    [
      'S1-64 nothing to raise',
      [rule({ field: 'symptom', is: 'x' }, { raiseTo: 'P4' })],
      ['rule-never-matches /priorityRules/0/raiseTo'],
    ],
    [
      'S1-64 a priority that is not more urgent than those it is for',
      [rule({ field: 'symptom', is: 'x' }, { raiseTo: 'P3', from: ['P2', 'P3'] })],
      ['rule-never-matches /priorityRules/0/raiseTo'],
    ],
    [
      'C6 a rule behind one that takes all of its cases',
      [
        rule({ field: 'symptom', is: 'x' }),
        rule({ field: 'symptom', is: 'x' }, { code: 's', raiseTo: 'P2', from: ['P4'] }),
      ],
      ['rule-never-matches /priorityRules/1'],
    ],
    [
      'C6 S1-64 but not one that has cases of its own, nor a field of a support form, nor a detail that no form asks for',
      [
        rule({ field: 'symptom', is: 'x' }, { from: ['P4'] }),
        rule({ field: 'symptom', is: 'x' }, { code: 's', raiseTo: 'P2' }),
        rule({ field: 'resolved', is: false }, { code: 't', escalate: true }),
        rule({ field: 'type', is: 'security' }, { code: 'u' }),
      ],
      [],
    ],
  ])('%s', (_title, rules, expected) => {
    expect(findings((d) => (d.priorityRules = rules))).toEqual(expected);
  });

  it('S1-64 finds a rule that escalates where nothing leads up', () => {
    const found = findings((d) => {
      d.transitions = d.transitions.filter(({ on }) => on !== 'escalated');
      d.stages = d.stages.filter(({ code }) => code !== 'second_line');
      d.transitions = d.transitions.filter(({ from }) => from !== 'second_line');
      d.priorityRules = [rule({ field: 'symptom', is: 'x' }, { escalate: true })];
    });
    expect(found).toContain('rule-never-escalates /priorityRules/0/escalate');
  });

  it('S1-65 a rule that can never match is refused at its line', async () => {
    const text = await readFile(
      fileURLToPath(new URL('../../../../../profiles/servicedesk-phase1.yaml', import.meta.url)),
      'utf8',
    );
    const yaml = `${text}
priorityRules:
  - code: never
    labels: { en: Never, zh-CN: 从不 }
    when: { field: impact, is: high }
    from: [P1]
    raiseTo: P2
`;
    const lines = yaml.split('\n');
    expect(readProfileYaml(yaml).findings).toEqual([
      expect.objectContaining({ code: 'rule-never-matches', line: lines.indexOf('    raiseTo: P2') + 1, column: 5 }),
    ]);
  });
});
