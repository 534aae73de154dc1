import type { NotificationRequested } from '../contract/notification-events.js';

/** A notification and how far it has got. */
interface NotificationCore {
  readonly request: NotificationRequested['data'];
  /** How often it was tried. */
  readonly attempts: number;
}

export interface WaitingNotification extends NotificationCore {
  readonly status: 'waiting';
  /** How often it was tried since it was asked for, or since somebody had it tried again. */
  readonly failures: number;
}
export interface DeliveredNotification extends NotificationCore {
  readonly status: 'delivered' | 'acknowledged';
}
export interface DeadNotification extends NotificationCore {
  readonly status: 'dead_lettered';
}

export type RequestedNotification = WaitingNotification | DeliveredNotification | DeadNotification;
export type NotificationState = { readonly status: 'unrequested' } | RequestedNotification;

export const NOTIFICATION_STATUSES = ['waiting', 'delivered', 'acknowledged', 'dead_lettered'] as const;
export type NotificationStatus = (typeof NOTIFICATION_STATUSES)[number];
