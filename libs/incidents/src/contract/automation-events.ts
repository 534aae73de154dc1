import type { DomainEvent } from '@evidesk/kernel';
import { Type, type Static } from 'typebox';
import { code, optional, text } from './fields.js';

/** How many of those who were compared are kept with an assignment. */
export const MAX_COMPARED = 10;

/** Why the profile's rules chose this group and this engineer (S4-48). Absent: a person chose. */
export const AssignmentBasisSchema = Type.Object({
  /** The first rule that matched; absent: none did, and the default group has it (S4-47). */
  rule: optional(code),
  /** The skills that the rule wants. */
  skills: Type.Array(code, { maxItems: 20 }),
  /** How many of the group work at the stage. */
  candidates: Type.Integer({ minimum: 0 }),
  /** How many of the skills the best of them have. */
  matched: Type.Integer({ minimum: 0 }),
  /** The best by skill with their open incidents, the chosen one first. */
  compared: Type.Array(Type.Object({ engineer: text, open: Type.Integer({ minimum: 0 }) }), {
    maxItems: MAX_COMPARED,
  }),
});
export type AssignmentBasis = Static<typeof AssignmentBasisSchema>;

const repeat = {
  /** The id of the incident that repeats this one. */
  by: text,
  number: text,
  /** How many repeat it now. */
  count: Type.Integer({ minimum: 0 }),
};

export const IncidentRepeatedSchema = Type.Object(repeat);
/** Another incident was found to repeat this one: somebody called again about the same fault (S1-07, S1-77). */
export type IncidentRepeated = DomainEvent<'incident.repeated', Static<typeof IncidentRepeatedSchema>>;

export const RepeatWithdrawnSchema = Type.Object(repeat);
/** It does not repeat this one after all. */
export type RepeatWithdrawn = DomainEvent<'incident.repeat-withdrawn', Static<typeof RepeatWithdrawnSchema>>;
