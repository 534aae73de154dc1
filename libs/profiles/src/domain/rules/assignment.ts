import type { AssignmentCondition, AssignmentRule } from '../../contract/assignment.js';
import type { ProcessProfile } from '../../contract/process-profile.js';
import { pointer, type ProfileFinding } from '../finding.js';
import { repeated } from './codes.js';

type Found = readonly [at: readonly string[], code: string, message: string];

/**
 * Assignment rules that can never match (S4-46, S4-47): `unknown-category` and the like, `subcategory-without-category`,
 * `rule-never-matches` where an earlier rule takes all that a later one would; and `duplicate-code`.
 */
export function assignmentFindings(profile: ProcessProfile): readonly ProfileFinding[] {
  const rules = profile.assignment?.rules ?? [];
  const twice = new Set(repeated(rules.map(({ code }) => code)));
  return rules.flatMap((rule, index) =>
    [
      ...termFindings(profile, rule),
      ...shadowFindings(rule, rules.slice(0, index)),
      ...(twice.has(index) ? [doubled(rule)] : []),
    ].map(([at, code, message]) => ({ path: pointer('assignment', 'rules', index, ...at), code, message })),
  );
}

/** Codes that the profile does not define. */
function termFindings(profile: ProcessProfile, { when }: AssignmentRule): readonly Found[] {
  const { category, subcategory } = when;
  const children = profile.categories.find(({ code }) => code === category)?.children;
  const findings: Found[] = [];
  const check = (field: keyof AssignmentCondition, known: readonly { readonly code: string }[] | undefined) => {
    const value = when[field];
    if (value === undefined || known?.some(({ code }) => code === value) === true) return;
    findings.push([['when', field], `unknown-${field}`, `there is no ${field} ${value}`]);
  };
  check('category', profile.categories);
  if (category !== undefined) check('subcategory', children);
  else if (subcategory !== undefined) {
    const message = `${subcategory} is a subcategory of some category: name that too`;
    findings.push([['when', 'subcategory'], 'subcategory-without-category', message]);
  }
  check('type', profile.types);
  check('priority', profile.priorities);
  check('tier', profile.tiers);
  return findings;
}

/** A rule asks no less than an earlier one: whatever it would take is taken. */
function shadowFindings({ when }: AssignmentRule, before: readonly AssignmentRule[]): readonly Found[] {
  const shadow = before.find((earlier) =>
    Object.entries(earlier.when).every(([field, value]) => when[field as keyof AssignmentCondition] === value),
  );
  if (shadow === undefined) return [];
  return [[['when'], 'rule-never-matches', `${shadow.code} comes first and takes all that it would`]];
}

const doubled = ({ code }: AssignmentRule): Found => [
  ['code'],
  'duplicate-code',
  `${code} is already defined in this list`,
];
