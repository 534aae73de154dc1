import type { ProblemKind } from '@evidesk/platform';

/** What the notification context can answer besides success. */
export const NOTIFICATION_PROBLEMS: readonly ProblemKind[] = [
  {
    code: 'notification.not-found',
    status: 404,
    title: 'There is no such notification',
    description: 'Nobody was to be told anything under this id.',
  },
  {
    code: 'notification.not-yours',
    status: 403,
    title: 'The to-do is for somebody else',
    description: 'A to-do is acknowledged by the person, or a member of the role or group, that it is for.',
  },
  {
    code: 'notification.no-to-do',
    status: 409,
    title: 'The notification is no to-do',
    description: 'It went by another channel: there is nothing to acknowledge.',
  },
  {
    code: 'notification.not-dead-lettered',
    status: 409,
    title: 'The notification was not given up',
    description: 'It was delivered, or is tried again by itself; `notificationStatus` tells which.',
  },
];
