import { commandRoute, OptionalInstant } from '@evidesk/platform';
import type { Type } from '@nestjs/common';
import type { NotificationCommand } from '../../domain/notification.commands.js';
import { ManageNotification } from './manage-notification.handler.js';

export class ManageNotificationBody {
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

const route = (command: ManageNotification['type'], path: string, summary: string): Type =>
  commandRoute<NotificationCommand>({
    collection: 'v1/notifications',
    tag: 'notifications',
    command,
    path,
    body: ManageNotificationBody,
    summary,
    message: (id, { metadata }, expectedRevision) => new ManageNotification(id, command, metadata, expectedRevision),
  });

/** What people do about notifications. */
export const manageNotificationRoutes: readonly Type[] = [
  route('AcknowledgeNotification', 'acknowledgements', 'The to-do is done: by the one that it is for (S2-20)'),
  route('RetryNotification', 'retries', 'Try again what was given up (S4-52)'),
];
