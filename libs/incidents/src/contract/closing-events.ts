import type { DomainEvent } from '@evidesk/kernel';
import { Type, type Static } from 'typebox';
import { awaited, clocks } from './clock-events.js';
import { code, extra, instant, move, optional, prose, text } from './fields.js';

export const FaultReviewedSchema = Type.Object({ summary: prose, extra: optional(extra), awaited, move });
/** Operations looked back at the fault (S2-22). */
export type FaultReviewed = DomainEvent<'incident.reviewed', Static<typeof FaultReviewedSchema>>;

export const QualityAssessedSchema = Type.Object({
  impactScope: prose,
  cause: prose,
  handling: prose,
  extra: optional(extra),
  awaited,
  move,
});
/** Quality assurance assessed impact, cause and handling (S2-23). */
export type QualityAssessed = DomainEvent<'incident.assessed', Static<typeof QualityAssessedSchema>>;

/** 0 to 5 in tenths, so that sums are exact: 45 is 4.5 (C20). */
const satisfaction = Type.Integer({ minimum: 0, maximum: 50 });

export const ResolutionConfirmedSchema = Type.Object({
  by: Type.Enum(['reporter', 'desk']),
  /** How the desk knows: the call, the mail, the recovered check (C17). */
  evidence: optional(prose),
  satisfactionTenths: optional(satisfaction),
  feedback: optional(prose),
  /** Nobody answered until this instant, which counts as yes where the profile says so (S1-41). */
  dueAt: optional(instant),
});
/** The reporter, or the desk with evidence, confirmed that it is solved (S0-33, S1-41). */
export type ResolutionConfirmed = DomainEvent<
  'incident.resolution-confirmed',
  Static<typeof ResolutionConfirmedSchema>
>;

export const ResolutionRejectedSchema = Type.Object({ reason: prose, clocks, move });
/** The reporter said that it is not solved: the line that solved it has it again, and its clock had never stopped (C7). */
export type ResolutionRejected = DomainEvent<'incident.resolution-rejected', Static<typeof ResolutionRejectedSchema>>;

export const IncidentClosedSchema = Type.Object({
  outcome: code,
  /** Whether the outcome counts as a success, and whether the incident counts at all (C9). */
  successful: Type.Boolean(),
  counted: Type.Boolean(),
  closedAt: instant,
  feedback: optional(prose),
  satisfactionTenths: optional(satisfaction),
  extra: optional(extra),
});
/** The record was closed, for good (S0-35, S1-27). */
export type IncidentClosed = DomainEvent<'incident.closed', Static<typeof IncidentClosedSchema>>;

export const IncidentCancelledSchema = Type.Object({ reason: prose });
/** The incident was withdrawn before it was resolved. */
export type IncidentCancelled = DomainEvent<'incident.cancelled', Static<typeof IncidentCancelledSchema>>;

export const MarkedDuplicateSchema = Type.Object({ of: text, reason: optional(prose) });
/** The incident repeats one that is open: work goes on there (S1-07, S1-77). */
export type MarkedDuplicate = DomainEvent<'incident.marked-duplicate', Static<typeof MarkedDuplicateSchema>>;

export const UnmarkedDuplicateSchema = Type.Object({
  of: text,
  reason: prose,
  clocks,
  /** Since when its clocks stand still, if they do. */
  standsSince: optional(instant),
});
/** It was no duplicate after all: work goes on here, where it stopped. */
export type UnmarkedDuplicate = DomainEvent<'incident.unmarked-duplicate', Static<typeof UnmarkedDuplicateSchema>>;

export const IncidentFollowedUpSchema = Type.Object({
  followedUpAt: instant,
  result: prose,
  satisfactionTenths: optional(satisfaction),
  /** Until when a call back was on time by the profile's `closing.followUpWithin`, and whether it was (C11). */
  dueAt: optional(instant),
  onTime: optional(Type.Boolean()),
});
/** The desk called back after closing (S1-59). */
export type IncidentFollowedUp = DomainEvent<'incident.followed-up', Static<typeof IncidentFollowedUpSchema>>;
