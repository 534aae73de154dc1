import type { ProcessManager, ProcessOutput } from '@evidesk/kernel';
import type { NotificationEvent } from '../../contract/notification-events.js';

const STREAM = 'notification-';

/**
 * Sees one channel's notifications delivered: at once when they are asked for or tried again by hand, and when their time
 * has come after a failure. A process for each channel, so that one that is slow holds up no other (S4-52).
 */
function deliveryBy(channel: 'email' | 'webhook', name: string): ProcessManager {
  const now = (id: string, attempt: number): ProcessOutput => ({
    kind: 'send',
    command: 'DeliverNotification',
    target: id,
    data: { attempt },
    key: 'deliver',
  });
  return {
    name,
    streams: [STREAM],
    react(stored) {
      const event = stored as unknown as NotificationEvent;
      const id = stored.stream.slice(STREAM.length);
      switch (event.type) {
        case 'notification.requested':
          return event.data.channel === channel ? [now(id, 1)] : [];
        case 'notification.retried':
          return event.data.channel === channel ? [now(id, event.data.attempt)] : [];
        case 'notification.attempt-failed': {
          if (event.data.channel !== channel) return [];
          const attempt = event.data.attempt + 1;
          const deadline = { key: String(attempt), at: event.data.retryAt, command: 'DeliverNotification' };
          return [{ kind: 'schedule', key: 'retry', target: id, deadlines: [{ ...deadline, data: { attempt } }] }];
        }
        default:
          return [];
      }
    },
  };
}

/** Delivers by SMTP. */
export const emailDelivery = deliveryBy('email', 'notification-email');
/** Delivers by HTTP. */
export const webhookDelivery = deliveryBy('webhook', 'notification-webhook');
