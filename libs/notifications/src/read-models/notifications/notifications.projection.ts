import type { Collection, Projection, RecordedEvent } from '@evidesk/kernel';
import type { NotificationEvent, NotificationRequested } from '../../contract/notification-events.js';
import type { NotificationStatus } from '../../domain/notification.state.js';

/** A notification as it is now. */
export interface NotificationDocument extends Readonly<NotificationRequested['data']> {
  readonly id: string;
  readonly status: NotificationStatus;
  /** `role:l2`: what a list of to-dos is looked up by. */
  readonly recipientKey: string;
  readonly attempts: number;
  /** Why it did not work last, and whether that was for good. */
  readonly lastError?: string;
  readonly deadLetterReason?: string;
  readonly requestedAt: string;
  /** When it is tried again. */
  readonly retryAt?: string;
  readonly deliveredAt?: string;
  readonly receipt?: string;
  readonly acknowledgedAt?: string;
  readonly acknowledgedBy?: string;
  readonly updatedAt: string;
  readonly revision: number;
}

export const notificationDocuments: Collection<NotificationDocument> = {
  name: 'notifications',
  indexes: [
    { name: 'recipient', fields: ['recipientKey', 'channel', 'status', 'requestedAt'] },
    { name: 'incident', fields: ['incidentId', 'requestedAt'] },
    { name: 'status', fields: ['status', 'requestedAt'] },
  ],
};

const STREAM = 'notification-';

/** Who was told of what, by which channel, and how that went (S4-52). */
export const notificationsProjection: Projection<NotificationDocument> = {
  name: 'notifications',
  collection: notificationDocuments,
  streams: [STREAM],
  keys: (event) => [event.stream.slice(STREAM.length)],
  project(document, stored, id) {
    const event = stored as unknown as NotificationEvent;
    const { occurredAt } = stored.metadata;
    const changed = { updatedAt: occurredAt, revision: stored.revision };
    if (event.type === 'notification.requested') {
      const { kind, id: recipientId } = event.data.recipient;
      return (
        document ?? {
          id,
          status: 'waiting',
          recipientKey: `${kind}:${recipientId}`,
          attempts: 0,
          requestedAt: occurredAt,
          ...changed,
          ...event.data,
        }
      );
    }
    if (document === undefined) return null;
    return { ...document, ...changed, ...noted(event, stored) };
  },
};

function noted(event: NotificationEvent, { metadata }: RecordedEvent): Partial<NotificationDocument> {
  switch (event.type) {
    case 'notification.delivered': {
      const { attempt: attempts, receipt } = event.data;
      return { status: 'delivered', attempts, receipt, deliveredAt: metadata.occurredAt, retryAt: undefined };
    }
    case 'notification.attempt-failed': {
      const { attempt: attempts, error: lastError, retryAt } = event.data;
      return { status: 'waiting', attempts, lastError, retryAt };
    }
    case 'notification.dead-lettered': {
      const { attempts, error: lastError, reason: deadLetterReason } = event.data;
      return { status: 'dead_lettered', attempts, lastError, deadLetterReason, retryAt: undefined };
    }
    case 'notification.retried':
      return { status: 'waiting', deadLetterReason: undefined };
    case 'notification.acknowledged':
      return { status: 'acknowledged', acknowledgedAt: metadata.occurredAt, acknowledgedBy: metadata.actor.id };
    default:
      return {};
  }
}
