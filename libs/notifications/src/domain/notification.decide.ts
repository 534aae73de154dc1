import { type Actor, assertNever, DomainError } from '@evidesk/kernel';
import type { NotificationEvent, Recipient } from '../contract/notification-events.js';
import { MAX_ATTEMPTS, retryAt } from './back-off.js';
import type { NotificationCommand } from './notification.commands.js';
import type { NotificationState, RequestedNotification, WaitingNotification } from './notification.state.js';

/** What follows from a command. @throws DomainError when the command is refused */
export function decideNotification(
  command: NotificationCommand,
  state: NotificationState,
): readonly NotificationEvent[] {
  if (command.type === 'RequestNotification') return state.status === 'unrequested' ? requested(command) : [];
  if (state.status === 'unrequested')
    throw new DomainError('not-found', 'notification.not-found', 'there is no such notification');
  switch (command.type) {
    case 'ReportDelivered': {
      const { attempt, receipt } = command.data;
      return isDue(state, attempt) ? [{ type: 'notification.delivered', data: { attempt, receipt } }] : [];
    }
    case 'ReportFailed':
      return isDue(state, command.data.attempt) ? failed(command, state) : [];
    case 'RetryNotification':
      return retried(state);
    case 'AcknowledgeNotification':
      return acknowledged(command, state);
    default:
      return assertNever(command);
  }
}

/** Whether an attempt is the one that the notification waits for; all others were made, or are of no use any more. */
export const isDue = (state: NotificationState, attempt: number): state is WaitingNotification =>
  state.status === 'waiting' && attempt === state.attempts + 1;

/** A to-do is delivered by being there. */
function requested({ data }: NotificationCommand<'RequestNotification'>): readonly NotificationEvent[] {
  const request: NotificationEvent = { type: 'notification.requested', data };
  if (data.channel !== 'in_app') return [request];
  return [request, { type: 'notification.delivered', data: { attempt: 1, receipt: 'in the list' } }];
}

function failed(
  { data, metadata }: NotificationCommand<'ReportFailed'>,
  { failures, request }: WaitingNotification,
): readonly NotificationEvent[] {
  const { attempt, error, final, notBefore } = data;
  const reason = final ?? (failures + 1 >= MAX_ATTEMPTS ? 'exhausted' : undefined);
  if (reason !== undefined) return [{ type: 'notification.dead-lettered', data: { attempts: attempt, error, reason } }];
  const again = retryAt(failures + 1, metadata.occurredAt, metadata.commandId, notBefore);
  return [{ type: 'notification.attempt-failed', data: { channel: request.channel, attempt, error, retryAt: again } }];
}

function retried(state: RequestedNotification): readonly NotificationEvent[] {
  if (state.status !== 'dead_lettered') {
    throw new DomainError('conflict', 'notification.not-dead-lettered', `it is ${state.status}`, {
      notificationStatus: state.status,
    });
  }
  const { channel } = state.request;
  return [{ type: 'notification.retried', data: { channel, attempt: state.attempts + 1 } }];
}

function acknowledged(
  { data, metadata }: NotificationCommand<'AcknowledgeNotification'>,
  { status, request }: RequestedNotification,
): readonly NotificationEvent[] {
  if (request.channel !== 'in_app')
    throw new DomainError('conflict', 'notification.no-to-do', `it went by ${request.channel}`);
  if (!isFor(request.recipient, metadata.actor, data.groups))
    throw new DomainError('forbidden', 'notification.not-yours', 'it is for somebody else');
  return status === 'delivered' ? [{ type: 'notification.acknowledged', data: {} }] : [];
}

function isFor({ kind, id }: Recipient, actor: Actor, groups: readonly string[]): boolean {
  switch (kind) {
    case 'person':
    case 'reporter':
      return actor.id === id;
    case 'role':
      return actor.roles.includes(id);
    case 'group':
      return groups.includes(id);
    case 'webhook':
      return false;
    default:
      return assertNever(kind);
  }
}
