import { Type, type Static } from 'typebox';
import { closed, code } from './parts.js';

/** What the directory knows a group by. */
const group = Type.String({ pattern: '^\\S(?:.{0,126}\\S)?$', description: 'a group of the directory' });

/** What an incident has to be for a rule: all that is named. */
export const AssignmentConditionSchema = Type.Object(
  {
    category: Type.Optional(code),
    /** Only beside its category. */
    subcategory: Type.Optional(code),
    type: Type.Optional(code),
    priority: Type.Optional(code),
    reportingUnit: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    tier: Type.Optional(code),
  },
  closed,
);
export type AssignmentCondition = Static<typeof AssignmentConditionSchema>;

/** Which group handles what, and the skills that its engineer is to have. */
export const AssignmentRuleSchema = Type.Object(
  {
    code,
    when: AssignmentConditionSchema,
    group,
    /** The more of them an engineer has, the better (S4-07). */
    skills: Type.Optional(Type.Array(code, { maxItems: 20, uniqueItems: true })),
    requirement: Type.Optional(Type.String()),
  },
  closed,
);
export type AssignmentRule = Static<typeof AssignmentRuleSchema>;

/** How incidents are assigned by themselves (S4-46). A profile without this section leaves it to people. */
export const AssignmentSchema = Type.Object(
  {
    /** The first that matches counts (S4-47). */
    rules: Type.Array(AssignmentRuleSchema, { maxItems: 500 }),
    /** Where none matches. */
    defaultGroup: group,
    /** What has a group or an engineer keeps them, whoever gave them. */
    onlyWhenUnassigned: Type.Optional(Type.Boolean()),
  },
  closed,
);
export type Assignment = Static<typeof AssignmentSchema>;

/** What becomes of an incident that repeats an open one (S1-07, S1-77). */
export const DUPLICATE_POLICIES = ['mark', 'link', 'off'] as const;
export type DuplicatePolicy = (typeof DUPLICATE_POLICIES)[number];
