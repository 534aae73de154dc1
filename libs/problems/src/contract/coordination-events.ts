import type { DomainEvent } from '@evidesk/kernel';
import { Type, type Static } from 'typebox';
import { prose, text } from './fields.js';

export const CoordinationRaisedSchema = Type.Object({
  number: text,
  incidentId: text,
  incidentNumber: text,
  /** What the incident says of the customer, as it was then. */
  customer: Type.Optional(text),
  reportingUnit: Type.Optional(text),
  affectedCi: Type.Optional(text),
  title: text,
  description: prose,
  /** What second line has tried and found so far. */
  analysisSoFar: Type.Optional(prose),
  /** Who is to take it: they are alerted (S1-45). */
  handedTo: Type.Object({ role: text, engineer: Type.Optional(text) }),
  needsChange: Type.Boolean(),
  longResolution: Type.Boolean(),
  /** Required where a change or a long resolution is needed (S1-46). */
  emergencyPlan: Type.Optional(prose),
});
/** Second line submitted the problem coordination form 《客户问题协调单》: 待处理 (S1-38, S1-45). */
export type CoordinationRaised = DomainEvent<'coordination.raised', Static<typeof CoordinationRaisedSchema>>;

export const CoordinationReceivedSchema = Type.Object({ receiver: text });
/** Operations have taken it: 处理中 (S1-47). */
export type CoordinationReceived = DomainEvent<'coordination.received', Static<typeof CoordinationReceivedSchema>>;

export const CoordinationAnalysedSchema = Type.Object({
  analysis: prose,
  needsChange: Type.Boolean(),
  longResolution: Type.Boolean(),
  emergencyPlan: Type.Optional(prose),
});
/** Operations analysed it (S1-47). */
export type CoordinationAnalysed = DomainEvent<'coordination.analysed', Static<typeof CoordinationAnalysedSchema>>;

export const InformationChangeFoundSchema = Type.Object({ incidentId: text, title: text });
/** The solution involves a change of information (信息变更): it enters problem management (S1-56). */
export type InformationChangeFound = DomainEvent<
  'coordination.information-change-found',
  Static<typeof InformationChangeFoundSchema>
>;

export const CoordinationHandledSchema = Type.Object({ process: prose, result: prose });
/** Operations handled it and filled in process and result (S1-47). */
export type CoordinationHandled = DomainEvent<'coordination.handled', Static<typeof CoordinationHandledSchema>>;

export const VerificationFailedSchema = Type.Object({ verification: prose });
/** The result did not hold: it is handled again. */
export type VerificationFailed = DomainEvent<
  'coordination.verification-failed',
  Static<typeof VerificationFailedSchema>
>;

export const CoordinationResolvedSchema = Type.Object({
  number: text,
  incidentId: text,
  process: prose,
  result: prose,
  verification: prose,
  /** What is written back to the incident (S1-49). */
  reply: prose,
});
/** Operations verified the result: 已解决 (S1-47, S1-48). */
export type CoordinationResolved = DomainEvent<'coordination.resolved', Static<typeof CoordinationResolvedSchema>>;

/** Everything that can happen to a coordination form. */
export type CoordinationEvent =
  | CoordinationRaised
  | CoordinationReceived
  | CoordinationAnalysed
  | InformationChangeFound
  | CoordinationHandled
  | VerificationFailed
  | CoordinationResolved;

/** Wire name → shape of its data. */
export const coordinationEventSchemas = {
  'coordination.raised': CoordinationRaisedSchema,
  'coordination.received': CoordinationReceivedSchema,
  'coordination.analysed': CoordinationAnalysedSchema,
  'coordination.information-change-found': InformationChangeFoundSchema,
  'coordination.handled': CoordinationHandledSchema,
  'coordination.verification-failed': VerificationFailedSchema,
  'coordination.resolved': CoordinationResolvedSchema,
} satisfies Record<CoordinationEvent['type'], unknown>;
