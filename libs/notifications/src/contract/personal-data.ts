import type { PersonalFields } from '@evidesk/kernel';
import type { NotificationEvent } from './notification-events.js';

/** Whoever is told, what he is told quotes the incident: it is its reporter's. What the other side answers may name an address. */
export const notificationPersonalData: PersonalFields<NotificationEvent['type']> = {
  'notification.requested': {
    of: { incident: 'incidentId' },
    fields: [{ path: 'params.*' }, { path: 'recipient.id', where: { field: 'kind', in: ['reporter'] } }],
  },
  'notification.delivered': { of: 'stream', fields: [{ path: 'receipt' }] },
  'notification.attempt-failed': { of: 'stream', fields: [{ path: 'error' }] },
  'notification.dead-lettered': { of: 'stream', fields: [{ path: 'error' }] },
  'notification.retried': 'none',
  'notification.acknowledged': 'none',
};
