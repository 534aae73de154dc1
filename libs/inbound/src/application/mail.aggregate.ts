import { type AggregateType, eventTypes } from '@evidesk/executor';
import { deriveId } from '@evidesk/kernel';
import { type MailEvent, mailEventSchemas } from '../contract/mail-events.js';
import { evolveMail, initialMail, MAIL_SNAPSHOT_VERSION, type MailState } from '../domain/mail.state.js';

/** Streams `mail-<id>`: one event for each mail that was taken in, so that it is taken in once. */
export const mailAggregate: AggregateType<MailEvent, MailState> = {
  name: 'mail',
  initial: initialMail,
  evolve: evolveMail,
  eventTypes: eventTypes(mailEventSchemas),
  snapshotVersion: MAIL_SNAPSHOT_VERSION,
};

/**
 * The id of a mail: of its sender and its message id, since programs there are that give all their mails one message
 * id, and so that nobody takes another's. An answer names the message ids of what it answers: by them and its own
 * sender the earlier mails of the same person are found.
 */
export const mailIdOf = (sender: string, messageId: string): string => deriveId('mail', sender, messageId);
