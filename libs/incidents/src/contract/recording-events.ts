import type { DomainEvent } from '@evidesk/kernel';
import { Type, type Static } from 'typebox';
import { clocks } from './clock-events.js';
import { code, extra, instant, optional, prose, text } from './fields.js';

export const IncidentRecordedSchema = Type.Object({
  number: text,
  profile: Type.Object({ name: text, version: Type.Integer({ minimum: 1 }) }),
  /** IANA zone in which the profile counts days and months. */
  timeZone: text,
  stage: code,
  tier: code,
  /** The roles that are to act now (S2-20). */
  waitsFor: Type.Array(code),
  /** Who has to confirm before closing, by the profile's rule for the source (C17). */
  confirmation: Type.Enum(['user', 'evidence', 'none']),
  recordType: Type.Enum(['incident', 'service_request']),
  type: code,
  priority: code,
  source: code,
  channel: code,
  title: optional(text),
  description: prose,
  discoveredAt: instant,
  reportedAt: instant,
  reporter: text,
  /** The reporter's user id, where the reporter is a user. */
  reporterId: optional(text),
  contact: text,
  reportingUnit: optional(text),
  customer: optional(text),
  contract: optional(text),
  category: optional(code),
  subcategory: optional(code),
  impact: optional(code),
  urgency: optional(code),
  impactScope: optional(text),
  affectedCi: optional(text),
  symptom: optional(text),
  handlingTeam: optional(text),
  dataUploadAffected: optional(Type.Boolean()),
  /** The service of the catalogue that was chosen (S2-17). */
  service: optional(code),
  /** The closed incident that this one repeats (S1-27). */
  recurrenceOf: optional(text),
  /** Where it comes from, when another system holds it too. */
  externalRef: optional(Type.Object({ system: text, id: text })),
  extra: optional(extra),
  /** Its profile assigns by rules (S4-46). */
  assignedByRules: optional(Type.Boolean()),
  clocks,
});

/** An incident was recorded (nodes A and D; S0-54 … S0-60). */
export type IncidentRecorded = DomainEvent<'incident.recorded', Static<typeof IncidentRecordedSchema>>;

export const IncidentCommentedSchema = Type.Object({ text: prose });
/** Someone added a note. */
export type IncidentCommented = DomainEvent<'incident.commented', Static<typeof IncidentCommentedSchema>>;

/** The details of a record that can be put right later. */
export const DETAIL_FIELDS = [
  'title',
  'description',
  'type',
  'discoveredAt',
  'reporter',
  'contact',
  'reportingUnit',
  'customer',
  'contract',
  'category',
  'subcategory',
  'impact',
  'urgency',
  'impactScope',
  'affectedCi',
  'symptom',
  'handlingTeam',
  'dataUploadAffected',
] as const;

const scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);
export const IncidentDetailsCorrectedSchema = Type.Object({
  changes: Type.Array(Type.Object({ field: Type.Enum([...DETAIL_FIELDS]), from: scalar, to: scalar }), { minItems: 1 }),
  reason: optional(text),
  clocks,
});
/** Details of the record were put right. */
export type IncidentDetailsCorrected = DomainEvent<
  'incident.details-corrected',
  Static<typeof IncidentDetailsCorrectedSchema>
>;

export const LINK_KINDS = [
  'problem',
  'change',
  'coordination_form',
  'recurrence',
  'related',
  'knowledge',
  'duplicate',
] as const;
export const IncidentLinkedSchema = Type.Object({
  kind: Type.Enum([...LINK_KINDS]),
  target: text,
  note: optional(text),
});
/** The incident was linked to something (C14, S1-32). */
export type IncidentLinked = DomainEvent<'incident.linked', Static<typeof IncidentLinkedSchema>>;

export const IncidentUnlinkedSchema = Type.Object({ kind: Type.Enum([...LINK_KINDS]), target: text, reason: text });
/** A link was taken back. */
export type IncidentUnlinked = DomainEvent<'incident.unlinked', Static<typeof IncidentUnlinkedSchema>>;

export const ReporterErasedSchema = Type.Object({
  /** The id by which the desk knew the person. */
  person: text,
  /** The retention rule of the process profile that asked for it; absent: people did. */
  rule: optional(code),
});
/** What was personal of its reporter is gone for good, from here and from every event before. */
export type ReporterErased = DomainEvent<'incident.reporter-erased', Static<typeof ReporterErasedSchema>>;

export const MajorIncidentDeclaredSchema = Type.Object({
  rule: Type.Enum(['priority', 'type', 'manual']),
  reason: text,
});
/** The incident is a major one (C25, S0-23). */
export type MajorIncidentDeclared = DomainEvent<'incident.declared-major', Static<typeof MajorIncidentDeclaredSchema>>;
