import type { DomainEvent } from '@evidesk/kernel';
import { Type, type Static } from 'typebox';

const text = Type.String({ minLength: 1, maxLength: 1_000 });
const prose = Type.String({ minLength: 1, maxLength: 65_536 });
const instant = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' });

export const ChangeRequestedSchema = Type.Object({
  number: text,
  /** The incident that needs it; absent for a change of its own right. */
  incidentId: Type.Optional(text),
  description: prose,
  riskAssessment: prose,
  rollbackPlan: prose,
  /** The configuration item that will change (S1-34). */
  affectedCi: Type.Optional(text),
  /** What will be other about it once the change is implemented. */
  plannedChanges: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]))),
});
/** A change was applied for (S0-79 … S0-83). */
export type ChangeRequested = DomainEvent<'change.requested', Static<typeof ChangeRequestedSchema>>;

export const ChangeAssessedSchema = Type.Object({ risk: Type.Enum(['low', 'medium', 'high']), assessment: prose });
/** Its risk was assessed. */
export type ChangeAssessed = DomainEvent<'change.assessed', Static<typeof ChangeAssessedSchema>>;

export const ChangeApprovedSchema = Type.Object({ note: Type.Optional(prose) });
/** It may be made. */
export type ChangeApproved = DomainEvent<'change.approved', Static<typeof ChangeApprovedSchema>>;

export const ChangeRejectedSchema = Type.Object({ incidentId: Type.Optional(text), reason: prose });
/** It may not be made. */
export type ChangeRejected = DomainEvent<'change.rejected', Static<typeof ChangeRejectedSchema>>;

export const ChangeScheduledSchema = Type.Object({ startsAt: instant, endsAt: instant });
/** Its window was fixed. */
export type ChangeScheduled = DomainEvent<'change.scheduled', Static<typeof ChangeScheduledSchema>>;

export const ChangeImplementedSchema = Type.Object({ incidentId: Type.Optional(text), result: prose });
/** It is in place (S0-51). */
export type ChangeImplemented = DomainEvent<'change.implemented', Static<typeof ChangeImplementedSchema>>;

export const ChangeRolledBackSchema = Type.Object({ incidentId: Type.Optional(text), reason: prose });
/** It was undone by the rollback plan. */
export type ChangeRolledBack = DomainEvent<'change.rolled-back', Static<typeof ChangeRolledBackSchema>>;

export const ChangeClosedSchema = Type.Object({ review: prose });
/** It was looked back at and put away. */
export type ChangeClosed = DomainEvent<'change.closed', Static<typeof ChangeClosedSchema>>;

/** Everything that can happen to a change request. */
export type ChangeEvent =
  | ChangeRequested
  | ChangeAssessed
  | ChangeApproved
  | ChangeRejected
  | ChangeScheduled
  | ChangeImplemented
  | ChangeRolledBack
  | ChangeClosed;

/** Wire name → shape of its data. */
export const changeEventSchemas = {
  'change.requested': ChangeRequestedSchema,
  'change.assessed': ChangeAssessedSchema,
  'change.approved': ChangeApprovedSchema,
  'change.rejected': ChangeRejectedSchema,
  'change.scheduled': ChangeScheduledSchema,
  'change.implemented': ChangeImplementedSchema,
  'change.rolled-back': ChangeRolledBackSchema,
  'change.closed': ChangeClosedSchema,
} satisfies Record<ChangeEvent['type'], unknown>;
