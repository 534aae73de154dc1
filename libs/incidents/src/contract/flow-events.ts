import type { DomainEvent } from '@evidesk/kernel';
import { Type, type Static } from 'typebox';
import { AssignmentBasisSchema } from './automation-events.js';
import { awaited, CLOCKS, clocks, judgement, pausedMs, target, withoutTarget } from './clock-events.js';
import { code, extra, instant, move, optional, prose, text } from './fields.js';

export const IncidentClassifiedSchema = Type.Object({
  type: code,
  category: optional(code),
  subcategory: optional(code),
  impact: optional(code),
  urgency: optional(code),
  priority: code,
  /** How the priority came about (C6): the profile's matrix, the classifier's judgement, or an override of the matrix. */
  rule: Type.Enum(['matrix', 'judgement', 'override']),
  reason: optional(text),
  clocks,
  withoutTarget,
  move,
});
/** Type, category and priority were set (node E). */
export type IncidentClassified = DomainEvent<'incident.classified', Static<typeof IncidentClassifiedSchema>>;

export const IncidentRespondedSchema = Type.Object({
  trigger: code,
  /** Working time from the start of the clocks to the response without the pauses, in ms (S0-91). */
  workingMs: Type.Integer({ minimum: 0 }),
  /** Absent where the profile sets none (S4-25). */
  target: optional(target),
});
/** The desk's first response, as the profile defines it (S0-91). */
export type IncidentResponded = DomainEvent<'incident.responded', Static<typeof IncidentRespondedSchema>>;

export const IncidentPriorityChangedSchema = Type.Object({
  from: code,
  to: code,
  reason: text,
  /** The rule of the profile that raised it (C6); absent: a person did. */
  rule: optional(code),
  clocks,
  withoutTarget,
});
/** The priority was raised or lowered (S1-64, S1-65). */
export type IncidentPriorityChanged = DomainEvent<
  'incident.priority-changed',
  Static<typeof IncidentPriorityChangedSchema>
>;

const assignment = Type.Object({ group: optional(text), engineer: optional(text) });
export const IncidentAssignedSchema = Type.Object({
  from: assignment,
  to: assignment,
  reason: text,
  /** How the profile's rules came to it (S4-46); absent: a person decided. */
  basis: optional(AssignmentBasisSchema),
});
/** A group or an engineer was made responsible (S4-48). */
export type IncidentAssigned = DomainEvent<'incident.assigned', Static<typeof IncidentAssignedSchema>>;

export const SupportRecordedSchema = Type.Object({
  stage: code,
  tier: code,
  /** The line of support that the tier belongs to: 1, 2, 3 (S0-93). */
  line: Type.Integer({ minimum: 1 }),
  supporter: text,
  diagnosis: prose,
  measures: optional(prose),
  solution: optional(prose),
  resolved: Type.Boolean(),
  escalationReason: optional(prose),
  changeNeeded: optional(Type.Boolean()),
  extra: optional(extra),
  clocks,
});
/** A line of support filled in its form (S0-61 … S0-78). */
export type SupportRecorded = DomainEvent<'incident.support-recorded', Static<typeof SupportRecordedSchema>>;

export const SolutionImplementedSchema = Type.Object({ move });
/** The current tier put a solution in place (C5). */
export type SolutionImplemented = DomainEvent<
  'incident.solution-implemented',
  Static<typeof SolutionImplementedSchema>
>;

export const IncidentEscalatedSchema = Type.Object({
  kind: Type.Enum(['functional', 'hierarchical']),
  reason: prose,
  /** The engineer named as the new owner (S1-52). */
  owner: optional(text),
  /** The missed target because of which the process escalated it by itself (S4-51). */
  overdue: optional(Type.Object({ clock: Type.Enum([...CLOCKS]), dueAt: instant })),
  /** Absent when it went up the hierarchy only. */
  move: optional(move),
});
/** The incident went to the next tier, or to the incident manager's attention (S0-30). */
export type IncidentEscalated = DomainEvent<'incident.escalated', Static<typeof IncidentEscalatedSchema>>;

export const ChangeNeededSchema = Type.Object({ move });
/** The third line found that a change is needed (S0-40, S0-78). */
export type ChangeNeeded = DomainEvent<'incident.change-needed', Static<typeof ChangeNeededSchema>>;

export const ChangeAppliedForSchema = Type.Object({
  changeId: text,
  description: prose,
  riskAssessment: prose,
  rollbackPlan: prose,
  /** The configuration item that will change, and what will be other about it (S1-34). */
  affectedCi: optional(text),
  plannedChanges: optional(extra),
  /** Whether the service-level clocks stand still while the change is awaited (C27). */
  pausesClocks: Type.Boolean(),
  extra: optional(extra),
  move,
});
/** The change application form was submitted (S0-79 … S0-83). */
export type ChangeAppliedFor = DomainEvent<'incident.change-applied-for', Static<typeof ChangeAppliedForSchema>>;

export const ChangeImplementedSchema = Type.Object({ changeId: text, clocks, pausedMs, move });
/** The change that the incident waited for is in place (S0-40). */
export type ChangeImplemented = DomainEvent<'incident.change-implemented', Static<typeof ChangeImplementedSchema>>;

export const ChangeFailedSchema = Type.Object({
  changeId: text,
  outcome: Type.Enum(['rejected', 'rolled_back']),
  reason: prose,
  clocks,
  pausedMs,
  move,
});
/** The change was rejected or rolled back: the third line has the incident again. */
export type ChangeFailed = DomainEvent<'incident.change-failed', Static<typeof ChangeFailedSchema>>;

export const PENDING_REASONS = ['user', 'supplier', 'change', 'problem'] as const;
export const IncidentPutOnHoldSchema = Type.Object({
  reason: Type.Enum([...PENDING_REASONS]),
  /** Whether the service-level clocks stand still meanwhile (C27). */
  pausesClocks: Type.Boolean(),
  note: optional(prose),
});
/** Work waits for someone else (C27, S0-20). */
export type IncidentPutOnHold = DomainEvent<'incident.put-on-hold', Static<typeof IncidentPutOnHoldSchema>>;

export const IncidentResumedSchema = Type.Object({
  reason: Type.Enum([...PENDING_REASONS]),
  note: optional(prose),
  clocks,
  pausedMs,
});
/** The wait is over. `reason` is what was waited for. */
export type IncidentResumed = DomainEvent<'incident.resumed', Static<typeof IncidentResumedSchema>>;

export const WorkaroundAppliedSchema = Type.Object({ description: prose, ...judgement });
/**
 * Service is back by a temporary measure; the incident stays in progress (S1-29). Its resolution target is judged now, where
 * the profile says so (C19).
 */
export type WorkaroundApplied = DomainEvent<'incident.workaround-applied', Static<typeof WorkaroundAppliedSchema>>;

export const IncidentResolvedSchema = Type.Object({
  resolvedAt: instant,
  tier: code,
  /** The line of support that the tier belongs to: 1, 2, 3 (S0-93). */
  line: Type.Integer({ minimum: 1 }),
  /** Working time from the start of the clocks to the resolution without the pauses, in ms (S0-91). */
  workingMs: Type.Integer({ minimum: 0 }),
  /** How the resolution target was kept (S1-58, C10); by the workaround, where that ended the clock (C19). */
  ...judgement,
  extra: optional(extra),
  awaited,
  move,
});
/** Service is restored (node G; S0-85). `tier` is the line that solved it. */
export type IncidentResolved = DomainEvent<'incident.resolved', Static<typeof IncidentResolvedSchema>>;

export const SolutionRecordedSchema = Type.Object({
  solution: prose,
  handlingProcess: optional(prose),
  cause: optional(code),
  extra: optional(extra),
  awaited,
  move,
});
/** The solution was written down (node L; S0-34, S0-86). */
export type SolutionRecorded = DomainEvent<'incident.solution-recorded', Static<typeof SolutionRecordedSchema>>;
