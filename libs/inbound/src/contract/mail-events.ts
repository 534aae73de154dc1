import type { DomainEvent } from '@evidesk/kernel';
import { type Static, Type } from 'typebox';

export const MailTakenInSchema = Type.Object({
  incidentId: Type.String({ minLength: 1, maxLength: 128 }),
  /** What the mail became: an incident of its own, or a comment on one that is there. */
  as: Type.Enum(['incident', 'comment']),
  /** How many of its attachments were stored. */
  attachments: Type.Integer({ minimum: 0 }),
  /** Of the raw message, in bytes. */
  size: Type.Integer({ minimum: 0 }),
});
/** A mail was taken in, with all that follows from it (S4-16). Who wrote it stands in the incident only. */
export type MailTakenIn = DomainEvent<'mail.taken-in', Static<typeof MailTakenInSchema>>;

export type MailEvent = MailTakenIn;

/** Wire name → shape of its data. Streams `mail-<id>`. */
export const mailEventSchemas = { 'mail.taken-in': MailTakenInSchema } satisfies Record<MailEvent['type'], unknown>;
