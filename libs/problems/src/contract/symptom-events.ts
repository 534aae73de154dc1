import type { DomainEvent } from '@evidesk/kernel';
import { Type, type Static } from 'typebox';
import { incidentIds, instant, text } from './fields.js';

export const SymptomObservedSchema = Type.Object({
  /** In the reporter's words. */
  symptom: text,
  incidentId: text,
  unit: text,
  /** When the incident was recorded to have happened: the window counts by it. */
  at: instant,
  /** The problem that is open for this symptom. */
  problemId: Type.Optional(text),
});
/** A unit reported the symptom (S1-79). */
export type SymptomObserved = DomainEvent<'symptom.observed', Static<typeof SymptomObservedSchema>>;

export const SymptomWithdrawnSchema = Type.Object({ incidentId: text });
/** The incident was cancelled, or shows another symptom after all. */
export type SymptomWithdrawn = DomainEvent<'symptom.withdrawn', Static<typeof SymptomWithdrawnSchema>>;

export const SymptomBecameSystemBugSchema = Type.Object({
  problemId: text,
  symptom: text,
  incidents: incidentIds,
  units: Type.Array(text),
  /** How many units the process profile asks for. */
  needed: Type.Integer({ minimum: 1 }),
});
/** So many units reported it that it is a system bug (S1-79). */
export type SymptomBecameSystemBug = DomainEvent<
  'symptom.became-system-bug',
  Static<typeof SymptomBecameSystemBugSchema>
>;

export const SymptomSeriesEndedSchema = Type.Object({ problemId: text });
/** The problem is closed or dismissed: counting starts anew. */
export type SymptomSeriesEnded = DomainEvent<'symptom.series-ended', Static<typeof SymptomSeriesEndedSchema>>;

/** Everything that can happen to the count of a symptom. */
export type SymptomEvent = SymptomObserved | SymptomWithdrawn | SymptomBecameSystemBug | SymptomSeriesEnded;

/** Wire name → shape of its data. */
export const symptomEventSchemas = {
  'symptom.observed': SymptomObservedSchema,
  'symptom.withdrawn': SymptomWithdrawnSchema,
  'symptom.became-system-bug': SymptomBecameSystemBugSchema,
  'symptom.series-ended': SymptomSeriesEndedSchema,
} satisfies Record<SymptomEvent['type'], unknown>;
