import type { CommandMetadata } from '@evidesk/kernel';
import type { NotificationRequested } from '../contract/notification-events.js';

/** One notification that is to be sent. */
export interface Message extends Readonly<NotificationRequested['data']> {
  /** The notification's id: the same message has the same id, however often it is sent. */
  readonly id: string;
}

/** A way by which somebody is told. */
export interface Channel {
  /**
   * Hands the message over, within bounded time. What it answers is kept: it must not hold an address.
   * @param propagated headers that are to go with it, where the channel has headers
   * @throws DeliveryFailed when that did not work
   */
  send(message: Message, propagated?: Readonly<Record<string, string>>): Promise<string>;
}

/**
 * A message could not be handed over. `message` is in the desk's own words and goes into its log: it must not hold an address,
 * a secret or what the other side said.
 */
export class DeliveryFailed extends Error {
  override readonly name = 'DeliveryFailed';
  constructor(
    message: string,
    readonly options: {
      /** Trying again is no use, and why. */
      readonly final?: 'refused' | 'no_address';
      /** How long the other side wants to be left alone, in milliseconds. */
      readonly retryAfterMs?: number;
      /** The other side could not be reached, or has not answered. */
      readonly unreachable?: boolean;
      /** What the other side said, which may name whom the message is for. */
      readonly said?: string;
    } = {},
  ) {
    super(message);
  }

  /** All of it, for the notification's history, which is sealed. */
  get inFull(): string {
    const { said } = this.options;
    return said === undefined ? this.message : `${this.message} ${said}`;
  }
}

/** The channels by which messages are sent out; dependency-injection token. */
export const CHANNELS = Symbol('Channels');

/** A channel that is not set up is absent. */
export interface Channels {
  readonly email?: Channel;
  readonly webhook?: Channel;
}

/** Goes around each delivery: sees how it begins and ends, and may give headers along. */
export type DeliveryObserver = (
  channel: string,
  metadata: CommandMetadata,
  deliver: (propagated: Readonly<Record<string, string>>) => Promise<string>,
) => Promise<string>;

/** Dependency-injection token of who observes deliveries. */
export const DELIVERY_OBSERVER = Symbol('DeliveryObserver');
