import type { MailEvent, MailTakenIn } from '../contract/mail-events.js';

/** What is known of one mail. */
export type MailState = { readonly status: 'new' } | ({ readonly status: 'taken' } & MailTakenIn['data']);

export const initialMail: MailState = { status: 'new' };

/** Raised whenever the state or `evolve` changes. */
export const MAIL_SNAPSHOT_VERSION = 1;

/** The mail after an event. Ignores events that it does not know. */
export function evolveMail(state: MailState, event: MailEvent): MailState {
  return event.type === 'mail.taken-in' ? { status: 'taken', ...event.data } : state;
}
