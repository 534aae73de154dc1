import type { Assignment, AssignmentRule } from '@evidesk/profiles';
import { type AssignmentBasis, MAX_COMPARED } from '../contract/automation-events.js';

/** Somebody whom an incident may be given to. */
export interface Candidate {
  readonly id: string;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  readonly skills: readonly string[];
}

/** Open incidents by engineer; who is not named has none. */
export type Loads = Readonly<Record<string, number>>;

/** What of an incident decides who gets it. */
export interface Assignable {
  readonly category?: string;
  readonly subcategory?: string;
  readonly type: string;
  readonly priority: string;
  readonly reportingUnit?: string;
  readonly tier: string;
  /** The roles that work at its stage. */
  readonly roles: readonly string[];
  readonly assignment: { readonly group?: string; readonly engineer?: string };
}

/** The group that handles an incident, and the skills that help there. */
export interface Handling {
  /** Absent: no rule matches. */
  readonly rule?: string;
  readonly group: string;
  readonly skills: readonly string[];
}

/** Who gets an incident, and why. */
export interface Assignee {
  readonly group: string;
  /** Absent where nobody of the group works at the stage. */
  readonly engineer?: string;
  readonly basis: AssignmentBasis;
}

/** The first step: the group of the first rule that matches, or else the default group (S4-46, S4-47). */
export function handlingOf({ rules, defaultGroup }: Assignment, incident: Assignable): Handling {
  const rule = rules.find(({ when }) => matches(when, incident));
  if (rule === undefined) return { group: defaultGroup, skills: [] };
  return { rule: rule.code, group: rule.group, skills: rule.skills ?? [] };
}

function matches(when: AssignmentRule['when'], incident: Assignable): boolean {
  return Object.entries(when).every(([field, value]) => incident[field as keyof typeof when] === value);
}

/**
 * The second step: the best by skill of the group's members who work at the stage (S4-46). They have the most of the
 * wanted skills: all of them, where none is wanted or nobody has any. A person of no role in particular may work anywhere.
 * @param candidates who may be members of the group, in any order
 */
export function bestBySkill(handling: Handling, candidates: readonly Candidate[], incident: Assignable) {
  const able = candidates.filter(
    ({ groups, roles }) =>
      groups.includes(handling.group) && (roles.length === 0 || roles.some((role) => incident.roles.includes(role))),
  );
  const matchedBy = ({ skills }: Candidate) => handling.skills.filter((skill) => skills.includes(skill)).length;
  const matched = able.reduce((most, candidate) => Math.max(most, matchedBy(candidate)), 0);
  const best = able.filter((candidate) => matchedBy(candidate) === matched).map(({ id }) => id);
  return { candidates: able.length, matched, best: best.sort(byCode) };
}

/**
 * Who gets an incident by the profile's rules, in three steps: group, skills, and of the best the one with the fewest open
 * incidents (S4-46); of those the first by id. Whoever has it already and is one of the best keeps it.
 */
export function chooseAssignee(
  assignment: Assignment,
  candidates: readonly Candidate[],
  loads: Loads,
  incident: Assignable,
): Assignee {
  const handling = handlingOf(assignment, incident);
  const { group, rule, skills } = handling;
  const { best, ...found } = bestBySkill(handling, candidates, incident);
  const present = incident.assignment.group === group ? incident.assignment.engineer : undefined;
  const open = (engineer: string) => (Object.hasOwn(loads, engineer) ? (loads[engineer] ?? 0) : 0);
  const compared = best
    .sort((a, b) => rank(a, present) - rank(b, present) || open(a) - open(b) || byCode(a, b))
    .map((engineer) => ({ engineer, open: open(engineer) }));
  return {
    group,
    engineer: compared[0]?.engineer,
    basis: { rule, skills: [...skills], ...found, compared: compared.slice(0, MAX_COMPARED) },
  };
}

/** Whoever has it comes first. */
const rank = (engineer: string, present: string | undefined) => (engineer === present ? 0 : 1);

const byCode = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The reason of an assignment in both languages of the desk (S4-48). */
export function reasonOf({ group, basis }: Assignee): string {
  const { rule, skills, candidates, matched, compared } = basis;
  const [chosen] = compared;
  const zh = [
    rule === undefined ? `无规则匹配，默认组 ${group}` : `规则 ${rule}，组 ${group}`,
    chosen === undefined
      ? '组内无人可在此环节处理'
      : `${chosen.engineer}：技能 ${matched}/${skills.length}，未结事件 ${chosen.open}，候选 ${candidates} 人`,
  ];
  const en = [
    rule === undefined ? `no rule matches, default group ${group}` : `rule ${rule}, group ${group}`,
    chosen === undefined
      ? 'nobody of the group works at this stage'
      : `${chosen.engineer}: ${matched} of ${skills.length} skills, ${chosen.open} open incidents, one of ${candidates} candidates`,
  ];
  return `${zh.join('；')} / ${en.join('; ')}`;
}
