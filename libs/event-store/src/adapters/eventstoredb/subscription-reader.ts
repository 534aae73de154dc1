import type { AllStreamSubscription } from '@eventstore/db-client';
import { START, type Position } from '@evidesk/kernel';
import { positionText, type LogEvent, type LogPosition } from './mapping.js';

/** Pulls from a subscription of the driver's, whose buffers stay bounded: what is not taken holds the server up. */
export class SubscriptionReader {
  private readonly subscription: AllStreamSubscription;
  private checkpoint: Position = START;
  private saysCaughtUp = false;
  private ended: Error | undefined;
  private rise: () => void = () => undefined;

  constructor(open: (onCheckpoint: (position: LogPosition) => void) => AllStreamSubscription) {
    this.subscription = open((position) => {
      this.checkpoint = positionText(position) ?? this.checkpoint;
      this.rise();
    });
    const end = (error?: Error): void => {
      this.ended ??= error ?? new Error('the server ended the subscription');
      this.rise();
    };
    this.subscription.on('error', end);
    this.subscription.on('end', () => end());
    this.subscription.on('close', () => end());
    this.subscription.on('caughtUp', () => {
      this.saysCaughtUp = true;
      this.rise();
    });
    this.subscription.on('readable', () => this.rise());
  }

  /** True when the server says that the subscriber has caught up; older servers never say it. */
  get hasCaughtUp(): boolean {
    return this.saysCaughtUp;
  }

  /** What has arrived, and how far the server had looked when there is no more of it. */
  take(limit: number): { events: LogEvent[]; isDrained: boolean; checkpoint: Position } {
    const events: LogEvent[] = [];
    while (events.length < limit) {
      const resolved = this.subscription.read() as { event?: LogEvent } | null;
      // The checkpoint stands behind all that came before it, and that has all been taken now.
      if (resolved === null) return { events, isDrained: true, checkpoint: this.checkpoint };
      if (resolved.event !== undefined) events.push(resolved.event);
    }
    return { events, isDrained: this.subscription.readableLength === 0, checkpoint: START };
  }

  /** Waits for something to take. @throws when the subscription has ended */
  async wait(ms: number, signal: AbortSignal): Promise<'news' | 'silence'> {
    if (this.ended !== undefined) throw this.ended;
    return new Promise((resolve) => {
      const finish = (outcome: 'news' | 'silence') => (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', this.rise);
        this.rise = () => undefined;
        resolve(outcome);
      };
      const timer = setTimeout(() => finish('silence')(), ms);
      this.rise = finish('news');
      signal.addEventListener('abort', this.rise, { once: true });
    });
  }

  close(): void {
    this.subscription.unsubscribe().catch(() => undefined);
  }
}
