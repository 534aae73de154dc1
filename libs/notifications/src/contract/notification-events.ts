import type { DomainEvent } from '@evidesk/kernel';
import { LOCALES, NOTIFICATION_CHANNELS, OCCASIONS } from '@evidesk/profiles';
import { Type, type Static } from 'typebox';

const text = Type.String({ minLength: 1, maxLength: 1_000 });
const instant = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' });
const attempt = Type.Integer({ minimum: 1 });
const channel = Type.Enum([...NOTIFICATION_CHANNELS]);

export const RECIPIENT_KINDS = ['reporter', 'person', 'group', 'role', 'webhook'] as const;
/** Who is told. Never an address: that is looked up in the directory when the message is sent. */
export const RecipientSchema = Type.Object({
  kind: Type.Enum([...RECIPIENT_KINDS]),
  /** A person's id, a group's, role's or webhook's name; of a reporter without a user id, the incident's id. */
  id: text,
});
export type Recipient = Static<typeof RecipientSchema>;

/** What a message is made of: short texts by name, all of them from the incident's own events. */
export const ParamsSchema = Type.Record(
  Type.String({ pattern: '^[a-zA-Z]{1,32}$' }),
  Type.String({ minLength: 1, maxLength: 500 }),
  { maxProperties: 20 },
);
export type Params = Readonly<Record<string, string>>;

export const NotificationRequestedSchema = Type.Object({
  incidentId: text,
  number: text,
  occasion: Type.Enum([...OCCASIONS]),
  channel,
  recipient: RecipientSchema,
  locale: Type.Enum([...LOCALES]),
  params: ParamsSchema,
});
/** Somebody is to be told of something (S4-52). */
export type NotificationRequested = DomainEvent<'notification.requested', Static<typeof NotificationRequestedSchema>>;

export const NotificationDeliveredSchema = Type.Object({
  /** Which attempt it was, from 1. */
  attempt,
  /** What the other side answered. */
  receipt: text,
});
/** The channel has taken it. */
export type NotificationDelivered = DomainEvent<'notification.delivered', Static<typeof NotificationDeliveredSchema>>;

export const NotificationAttemptFailedSchema = Type.Object({ channel, attempt, error: text, retryAt: instant });
/** It could not be delivered, and is tried again. */
export type NotificationAttemptFailed = DomainEvent<
  'notification.attempt-failed',
  Static<typeof NotificationAttemptFailedSchema>
>;

export const NotificationDeadLetteredSchema = Type.Object({
  /** How often it was tried. */
  attempts: attempt,
  error: text,
  /** The other side refused it for good, nobody knows an address, or it was tried as often as it is tried. */
  reason: Type.Enum(['refused', 'no_address', 'exhausted']),
});
/** It is not tried again, unless somebody wants it. */
export type NotificationDeadLettered = DomainEvent<
  'notification.dead-lettered',
  Static<typeof NotificationDeadLetteredSchema>
>;

export const NotificationRetriedSchema = Type.Object({
  channel,
  /** The attempt that is made now. */
  attempt,
});
/** Somebody had it tried again after it had been given up. */
export type NotificationRetried = DomainEvent<'notification.retried', Static<typeof NotificationRetriedSchema>>;

export const NotificationAcknowledgedSchema = Type.Object({});
/** The one who was to be told has seen it: the to-do is done. */
export type NotificationAcknowledged = DomainEvent<'notification.acknowledged'>;

/** Everything that can happen to a notification. */
export type NotificationEvent =
  | NotificationRequested
  | NotificationDelivered
  | NotificationAttemptFailed
  | NotificationDeadLettered
  | NotificationRetried
  | NotificationAcknowledged;

/** Wire name → shape of its data. */
export const notificationEventSchemas = {
  'notification.requested': NotificationRequestedSchema,
  'notification.delivered': NotificationDeliveredSchema,
  'notification.attempt-failed': NotificationAttemptFailedSchema,
  'notification.dead-lettered': NotificationDeadLetteredSchema,
  'notification.retried': NotificationRetriedSchema,
  'notification.acknowledged': NotificationAcknowledgedSchema,
} satisfies Record<NotificationEvent['type'], unknown>;
