import type { NotificationEvent } from '../contract/notification-events.js';
import type { NotificationState } from './notification.state.js';

/** Raised whenever the state or `evolve` changes. */
export const NOTIFICATION_SNAPSHOT_VERSION = 1;

export const initialNotification: NotificationState = { status: 'unrequested' };

/** The notification after an event. Ignores events that it does not know, or that can't have happened. */
export function evolveNotification(state: NotificationState, event: NotificationEvent): NotificationState {
  if (state.status === 'unrequested') {
    if (event.type !== 'notification.requested') return state;
    return { status: 'waiting', request: event.data, attempts: 0, failures: 0 };
  }
  const { request, attempts } = state;
  switch (event.type) {
    case 'notification.delivered':
      return { status: 'delivered', request, attempts: event.data.attempt };
    case 'notification.attempt-failed': {
      const failures = state.status === 'waiting' ? state.failures + 1 : 1;
      return { status: 'waiting', request, attempts: event.data.attempt, failures };
    }
    case 'notification.dead-lettered':
      return { status: 'dead_lettered', request, attempts: event.data.attempts };
    case 'notification.retried':
      return { status: 'waiting', request, attempts, failures: 0 };
    case 'notification.acknowledged':
      return { status: 'acknowledged', request, attempts };
    default:
      return state;
  }
}
