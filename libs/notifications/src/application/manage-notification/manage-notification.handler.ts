import { DIRECTORY, type Directory } from '@evidesk/directory';
import { CommandExecutor, type Executed } from '@evidesk/executor';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NotificationCommand } from '../../domain/notification.commands.js';
import { decideNotification } from '../../domain/notification.decide.js';
import type { NotificationState } from '../../domain/notification.state.js';
import { notificationAggregate } from '../notification.aggregate.js';

/** What a person does about a notification that is there. */
export class ManageNotification extends Command<Executed<NotificationState>> {
  constructor(
    readonly id: string,
    readonly type: 'AcknowledgeNotification' | 'RetryNotification',
    readonly metadata: NotificationCommand['metadata'],
    readonly expectedRevision?: number,
  ) {
    super();
  }
}

@CommandHandler(ManageNotification)
export class ManageNotificationHandler implements ICommandHandler<ManageNotification> {
  constructor(
    @Inject(CommandExecutor) private readonly executor: CommandExecutor,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  execute({ id, type, metadata, expectedRevision }: ManageNotification): Promise<Executed<NotificationState>> {
    const groups = this.directory.person(metadata.actor.id)?.groups ?? [];
    const command: NotificationCommand =
      type === 'AcknowledgeNotification' ? { type, data: { groups }, metadata } : { type, data: {}, metadata };
    return this.executor.execute(notificationAggregate, {
      id,
      metadata,
      command: type,
      expectedRevision,
      decide: (state) => decideNotification(command, state),
    });
  }
}
