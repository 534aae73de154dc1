import type { DomainEvent } from '@evidesk/kernel';
import { Type, type Static } from 'typebox';

const code = Type.String({ minLength: 1, maxLength: 64 });
const text = Type.String({ minLength: 1, maxLength: 200 });
const instant = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' });

export const CONTACT_OUTCOMES = ['answered', 'missed'] as const;
export type ContactOutcome = (typeof CONTACT_OUTCOMES)[number];

export const ContactLoggedSchema = Type.Object({
  /** IANA zone in which the desk counts months. */
  timeZone: text,
  receivedAt: instant,
  channel: code,
  outcome: Type.Enum([...CONTACT_OUTCOMES]),
  /** Whether it asked for something that is to be recorded as an incident; false for a missed one. */
  asks: Type.Boolean(),
  /** It complains of the desk's service (投诉, S4-66). Absent: nobody said so. */
  complaint: Type.Optional(Type.Boolean()),
  /** The incident as which it was recorded. */
  incidentId: Type.Optional(text),
});
/** Somebody called, wrote or came (C23). Nothing is kept of who it was. */
export type ContactLogged = DomainEvent<'contact.logged', Static<typeof ContactLoggedSchema>>;

export const ContactRecordedSchema = Type.Object({ incidentId: text });
/** It was recorded as an incident after it had been logged, or as another one (S1-16). */
export type ContactRecorded = DomainEvent<'contact.recorded', Static<typeof ContactRecordedSchema>>;

/** Everything that can happen to a contact. */
export type ContactEvent = ContactLogged | ContactRecorded;

/** Wire name → shape of its data. */
export const contactEventSchemas = {
  'contact.logged': ContactLoggedSchema,
  'contact.recorded': ContactRecordedSchema,
} satisfies Record<ContactEvent['type'], unknown>;
