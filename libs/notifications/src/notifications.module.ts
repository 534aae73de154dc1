import { type Directory, DIRECTORY, loadDirectory } from '@evidesk/directory';
import type { Clock } from '@evidesk/kernel';
import { CLOCK, type Config, CONFIG, registerProblems } from '@evidesk/platform';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { smtpChannel } from './adapters/smtp-channel.js';
import { webhookChannel } from './adapters/webhook-channel.js';
import { Audience } from './application/audience.js';
import { CHANNELS, type Channels } from './application/channel.js';
import { Composer } from './application/compose.js';
import { DeliverNotificationHandler } from './application/deliver-notification/deliver-notification.handler.js';
import { contactsIn } from './application/incident-contacts.js';
import { ManageNotificationHandler } from './application/manage-notification/manage-notification.handler.js';
import { manageNotificationRoutes } from './application/manage-notification/manage-notification.http.js';
import { NOTIFICATION_PROBLEMS } from './application/notification-problems.js';
import { NotifyHandler } from './application/notify/notify.handler.js';
import { loadTemplates } from './application/templates.js';
import { NotificationsRoute } from './read-models/notifications/notifications.http.js';
import { ListNotificationsHandler, ListToDosHandler } from './read-models/notifications/notifications.query.js';

registerProblems(NOTIFICATION_PROBLEMS);

/** The channels that the operator has set up. */
function channelsOf(
  config: Config,
  directory: Directory,
  composer: Composer,
  reads: ReadStore,
  clock: Clock,
): Channels {
  const { smtpUrl, mailFrom, publicUrl } = config;
  const source = publicUrl === undefined ? 'urn:evidesk' : new URL(publicUrl).origin;
  return {
    ...(smtpUrl === undefined
      ? {}
      : {
          email: smtpChannel({
            url: smtpUrl,
            from: mailFrom,
            directory,
            contacts: contactsIn(reads),
            composer,
            clock,
          }),
        }),
    ...(directory.webhooks.length === 0 ? {} : { webhook: webhookChannel({ directory, composer, clock, source }) }),
  };
}

/** The directory, and the handlers of the notification context, for every process that takes commands or answers queries. */
@Module({
  imports: [CqrsModule],
  providers: [
    {
      provide: DIRECTORY,
      inject: [CONFIG],
      useFactory: ({ directory, dataDir }: Config) => loadDirectory({ file: directory, dataDir, env: process.env }),
    },
    {
      provide: Composer,
      inject: [CONFIG],
      useFactory: ({ publicUrl }: Config) => new Composer(loadTemplates(), publicUrl),
    },
    { provide: CHANNELS, inject: [CONFIG, DIRECTORY, Composer, READ_STORE, CLOCK], useFactory: channelsOf },
    Audience,
    NotifyHandler,
    DeliverNotificationHandler,
    ManageNotificationHandler,
    ListToDosHandler,
    ListNotificationsHandler,
  ],
  exports: [Audience, CqrsModule, DIRECTORY],
})
export class NotificationsModule {}

/** The routes of the notification context. */
@Module({
  imports: [NotificationsModule],
  controllers: [NotificationsRoute, ...manageNotificationRoutes],
})
export class NotificationsHttpModule {}
