import { DETAILS } from '../../contract/details.js';
import type { FormField, PriorityRule, ProcessProfile } from '../../contract/process-profile.js';
import { pointer, type ProfileFinding } from '../finding.js';
import { optionsOf } from '../resolve-forms.js';

type Found = readonly [at: readonly string[], code: string, message: string];

/**
 * Priority rules that can never match (C6, S1-64 … S1-66): `unknown-field`, `rule-never-matches`, `rule-never-escalates`.
 */
export function priorityRuleFindings(profile: ProcessProfile): readonly ProfileFinding[] {
  const rules = profile.priorityRules ?? [];
  return rules.flatMap((rule, index) =>
    [
      ...answerFindings(profile, rule),
      ...raiseFindings(profile, rule),
      ...shadowFindings(profile, rule, rules.slice(0, index)),
      ...escalationFindings(profile, rule),
    ].map(([at, code, message]) => ({ path: pointer('priorityRules', index, ...at), code, message })),
  );
}

/** Rules look at the answers of the entry form and of the forms of support, and at what is classified and corrected. */
function answerFindings(profile: ProcessProfile, { when }: PriorityRule): readonly Found[] {
  const codes = new Set([
    profile.entry.form,
    ...profile.stages.flatMap(({ kind, form }) => (kind === 'support' && form !== undefined ? [form] : [])),
  ]);
  const asked = [...codes]
    .flatMap((code) => profile.forms[code]?.fields ?? [])
    .filter(({ name }) => name === when.field);
  const detail = DETAILS.find((name) => name === when.field);
  if (asked.length === 0 && detail === undefined) {
    const message = `${when.field} is no detail, and no field of the forms of recording and support`;
    return [[['when', 'field'], 'unknown-field', message]];
  }
  const possible =
    asked.length === 0 ? canDetailBe(profile, when) : asked.some((field) => canBe(profile, field, when.is));
  return possible ? [] : [[['when', 'is'], 'rule-never-matches', `${when.field} can't be ${String(when.is)}`]];
}

function canBe(profile: ProcessProfile, field: FormField, value: string | boolean): boolean {
  switch (field.type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'choice': {
      const options = field.options ?? (field.optionsFrom === undefined ? [] : optionsOf(profile, field.optionsFrom));
      return typeof value === 'string' && options.includes(value);
    }
    case 'string':
    case 'markdown':
    case 'instant':
      return typeof value === 'string' && value !== '';
    case 'number':
      return false;
  }
}

/** A detail that no form asks for is still classified or corrected. */
function canDetailBe(profile: ProcessProfile, { field, is }: PriorityRule['when']): boolean {
  if (field === 'dataUploadAffected') return typeof is === 'boolean';
  if (typeof is !== 'string') return false;
  if (field === 'type') return optionsOf(profile, 'types').includes(is);
  if (field === 'category') return optionsOf(profile, 'categories').includes(is);
  if (field === 'subcategory') return optionsOf(profile, 'subcategories').includes(is);
  const levels = field === 'impact' || field === 'urgency' ? profile.priorityMatrix?.levels : undefined;
  return levels === undefined || levels.includes(is);
}

function raiseFindings(profile: ProcessProfile, rule: PriorityRule): readonly Found[] {
  if (rank(profile, rule.raiseTo) < 0 || raisedFrom(profile, rule).length > 0) return [];
  const message = `no priority that the rule is for is less urgent than ${rule.raiseTo}`;
  return [[['raiseTo'], 'rule-never-matches', message]];
}

/** The first rule that matches is taken: one behind it with the same answer and no priority of its own never is. */
function shadowFindings(
  profile: ProcessProfile,
  rule: PriorityRule,
  before: readonly PriorityRule[],
): readonly Found[] {
  const own = raisedFrom(profile, rule);
  const shadow = before.find((other) => {
    const taken = raisedFrom(profile, other);
    return (
      other.when.field === rule.when.field &&
      other.when.is === rule.when.is &&
      rank(profile, other.raiseTo) <= rank(profile, rule.raiseTo) &&
      own.length > 0 &&
      own.every((code) => taken.includes(code))
    );
  });
  if (shadow === undefined) return [];
  return [[[], 'rule-never-matches', `${shadow.code} comes first and leaves it nothing to raise`]];
}

function escalationFindings({ transitions }: ProcessProfile, { escalate }: PriorityRule): readonly Found[] {
  if (escalate !== true || transitions.some(({ on }) => on === 'escalated')) return [];
  return [[['escalate'], 'rule-never-escalates', 'the graph has no edge on escalated']];
}

/** The priorities that a rule raises. */
function raisedFrom(profile: ProcessProfile, { from, raiseTo }: PriorityRule): readonly string[] {
  const target = rank(profile, raiseTo);
  return profile.priorities
    .map(({ code }) => code)
    .filter((code, place) => place > target && (from === undefined || from.includes(code)));
}

const rank = ({ priorities }: ProcessProfile, code: string) => priorities.findIndex((each) => each.code === code);
