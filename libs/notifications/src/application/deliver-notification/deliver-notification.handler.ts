import { CommandExecutor } from '@evidesk/executor';
import { type Clock, type CommandMetadata, deriveId } from '@evidesk/kernel';
import { CLOCK, type Logger, LOGGER } from '@evidesk/platform';
import { Inject, Optional } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NotificationCommand } from '../../domain/notification.commands.js';
import { decideNotification, isDue } from '../../domain/notification.decide.js';
import type { WaitingNotification } from '../../domain/notification.state.js';
import { CHANNELS, type Channels, DELIVERY_OBSERVER, DeliveryFailed, type DeliveryObserver } from '../channel.js';
import { notificationAggregate } from '../notification.aggregate.js';

/** Makes one attempt to deliver a notification. Nothing is done when that attempt was made already, or is of no use any more. */
export class DeliverNotification extends Command<void> {
  constructor(
    readonly id: string,
    /** Which attempt, from 1. */
    readonly attempt: number,
    readonly metadata: CommandMetadata,
  ) {
    super();
  }
}

const LONGEST_TEXT = 500;

/**
 * At least once: the message is sent, and then it is recorded that it was. What is sent a second time, after a crash in
 * between, carries the same id.
 */
@CommandHandler(DeliverNotification)
export class DeliverNotificationHandler implements ICommandHandler<DeliverNotification> {
  /** What is being sent now: the same attempt that is asked for meanwhile waits for it. */
  private readonly sending = new Map<string, Promise<void>>();

  constructor(
    @Inject(CommandExecutor) private readonly executor: CommandExecutor,
    @Inject(CHANNELS) private readonly channels: Channels,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Pick<Logger, 'warn' | 'error'>,
    @Optional() @Inject(DELIVERY_OBSERVER) private readonly observer?: DeliveryObserver,
  ) {}

  execute(command: DeliverNotification): Promise<void> {
    const key = `${command.id} ${command.attempt}`;
    const running = this.sending.get(key);
    if (running !== undefined) return running;
    const sending = this.deliver(command).finally(() => this.sending.delete(key));
    this.sending.set(key, sending);
    return sending;
  }

  private async deliver({ id, attempt, metadata }: DeliverNotification): Promise<void> {
    const { state } = await this.executor.load(notificationAggregate, id);
    if (!isDue(state, attempt)) return;
    const outcome = await this.attempt(id, attempt, state, metadata);
    const now = this.clock.now();
    const command = {
      ...outcome,
      // An attempt has one outcome: reporting it again is the same command.
      metadata: { ...metadata, commandId: deriveId('attempt', id, attempt), occurredAt: now, recordedAt: now },
    } as NotificationCommand;
    await this.executor.execute(notificationAggregate, {
      id,
      metadata: command.metadata,
      command: command.type,
      decide: (latest) => decideNotification(command, latest),
    });
  }

  private async attempt(
    id: string,
    attempt: number,
    { request }: WaitingNotification,
    metadata: CommandMetadata,
  ): Promise<Pick<NotificationCommand<'ReportDelivered' | 'ReportFailed'>, 'type' | 'data'>> {
    const { channel, incidentId } = request;
    const about = { notification: id, incidentId, channel, attempt };
    try {
      const receipt = await this.send(id, request, metadata);
      return { type: 'ReportDelivered', data: { attempt, receipt: short(receipt) } };
    } catch (error) {
      if (!(error instanceof DeliveryFailed)) {
        this.logger.error({ ...about, error }, 'a notification could not be sent');
        return { type: 'ReportFailed', data: { attempt, error: short(`unexpected: ${String(error)}`) } };
      }
      const { final, retryAfterMs } = error.options;
      this.logger.warn({ ...about, reason: error.message }, 'a notification was not delivered');
      const notBefore =
        retryAfterMs === undefined ? undefined : new Date(Date.parse(this.clock.now()) + retryAfterMs).toISOString();
      return { type: 'ReportFailed', data: { attempt, error: short(error.inFull), final, notBefore } };
    }
  }

  private send(id: string, request: WaitingNotification['request'], metadata: CommandMetadata): Promise<string> {
    const channel = request.channel === 'email' ? this.channels.email : this.channels.webhook;
    if (channel === undefined) throw new DeliveryFailed(`${request.channel} is not set up`);
    const deliver = (propagated?: Readonly<Record<string, string>>) => channel.send({ ...request, id }, propagated);
    return this.observer?.(request.channel, metadata, deliver) ?? deliver();
  }
}

/** Without addresses, which have no place in events, and of bounded length. */
function short(text: string): string {
  const line = text
    .replaceAll(/[^\s<>"']+@[^\s<>"']+/g, '(address)')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line === '' ? 'no answer' : line.slice(0, LONGEST_TEXT);
}
