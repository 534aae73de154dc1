import { type AggregateType, eventTypes } from '@evidesk/executor';
import { type NotificationEvent, notificationEventSchemas } from '../contract/notification-events.js';
import {
  evolveNotification,
  initialNotification,
  NOTIFICATION_SNAPSHOT_VERSION,
} from '../domain/notification.evolve.js';
import type { NotificationState } from '../domain/notification.state.js';

/** Streams `notification-<id>`. */
export const notificationAggregate: AggregateType<NotificationEvent, NotificationState> = {
  name: 'notification',
  initial: initialNotification,
  evolve: evolveNotification,
  eventTypes: eventTypes(notificationEventSchemas),
  snapshotVersion: NOTIFICATION_SNAPSHOT_VERSION,
};
