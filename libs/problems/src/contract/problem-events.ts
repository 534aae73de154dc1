import type { DomainEvent } from '@evidesk/kernel';
import { Type, type Static } from 'typebox';
import { incidentIds, prose, text } from './fields.js';

export const ProblemProposedSchema = Type.Object({
  number: text,
  origin: Type.Enum(['system_bug', 'coordination_form']),
  title: text,
  incidents: incidentIds,
  /** The symptom that so many units reported (S1-79). */
  symptomId: Type.Optional(text),
  units: Type.Optional(Type.Array(text)),
  /** How many units the process profile asks for. */
  needed: Type.Optional(Type.Integer({ minimum: 1 })),
  /** The coordination form by which it came (S1-56). */
  coordinationId: Type.Optional(text),
});
/** The system found a candidate: a person accepts or dismisses it. */
export type ProblemProposed = DomainEvent<'problem.proposed', Static<typeof ProblemProposedSchema>>;

export const ProblemOpenedSchema = Type.Object({
  number: text,
  /** Handed over from incidents (转单, S2-02), or opened of its own right. */
  origin: Type.Enum(['transfer', 'manual']),
  title: text,
  description: prose,
  incidents: incidentIds,
});
/** A person opened a problem; it needs no acceptance. */
export type ProblemOpened = DomainEvent<'problem.opened', Static<typeof ProblemOpenedSchema>>;

export const ProblemAcceptedSchema = Type.Object({ note: Type.Optional(prose), incidents: incidentIds });
/** The candidate is a problem. `incidents` are all that it has now. */
export type ProblemAccepted = DomainEvent<'problem.accepted', Static<typeof ProblemAcceptedSchema>>;

export const ProblemDismissedSchema = Type.Object({ reason: prose, symptomId: Type.Optional(text) });
/** The candidate is none. */
export type ProblemDismissed = DomainEvent<'problem.dismissed', Static<typeof ProblemDismissedSchema>>;

export const ProblemIncidentAddedSchema = Type.Object({
  incidentId: text,
  unit: Type.Optional(text),
  /** Whether the problem is accepted, so that the incident is linked now. */
  accepted: Type.Boolean(),
});
/** One more incident of the same problem (S1-32). */
export type ProblemIncidentAdded = DomainEvent<'problem.incident-added', Static<typeof ProblemIncidentAddedSchema>>;

export const RootCauseRecordedSchema = Type.Object({ rootCause: prose });
/** Why it happens (S1-32). */
export type RootCauseRecorded = DomainEvent<'problem.root-cause-recorded', Static<typeof RootCauseRecordedSchema>>;

export const KnownErrorRecordedSchema = Type.Object({ workaround: prose });
/** How to live with it until it is resolved (S1-31). */
export type KnownErrorRecorded = DomainEvent<'problem.known-error-recorded', Static<typeof KnownErrorRecordedSchema>>;

export const ProblemResolvedSchema = Type.Object({ solution: prose, changeId: Type.Optional(text) });
/** What keeps it from happening again is in place (S1-32). */
export type ProblemResolved = DomainEvent<'problem.resolved', Static<typeof ProblemResolvedSchema>>;

export const ProblemClosedSchema = Type.Object({ review: prose, symptomId: Type.Optional(text) });
/** It was looked back at and put away. */
export type ProblemClosed = DomainEvent<'problem.closed', Static<typeof ProblemClosedSchema>>;

/** Everything that can happen to a problem. */
export type ProblemEvent =
  | ProblemProposed
  | ProblemOpened
  | ProblemAccepted
  | ProblemDismissed
  | ProblemIncidentAdded
  | RootCauseRecorded
  | KnownErrorRecorded
  | ProblemResolved
  | ProblemClosed;

/** Wire name → shape of its data. */
export const problemEventSchemas = {
  'problem.proposed': ProblemProposedSchema,
  'problem.opened': ProblemOpenedSchema,
  'problem.accepted': ProblemAcceptedSchema,
  'problem.dismissed': ProblemDismissedSchema,
  'problem.incident-added': ProblemIncidentAddedSchema,
  'problem.root-cause-recorded': RootCauseRecordedSchema,
  'problem.known-error-recorded': KnownErrorRecordedSchema,
  'problem.resolved': ProblemResolvedSchema,
  'problem.closed': ProblemClosedSchema,
} satisfies Record<ProblemEvent['type'], unknown>;
