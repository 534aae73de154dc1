import { type Position, START } from '@evidesk/kernel';
import type { ReadStore } from '@evidesk/read-store';
import { pause } from './patience.js';

const FIRST_DELAY_MS = 2;
const LAST_DELAY_MS = 50;

interface Waiter {
  readonly position: Position;
  settle(reached: boolean): void;
}

interface WatchedView {
  readonly name: string;
  reached: Position;
  delayMs: number;
  polling: boolean;
  /** Why the last poll told nothing. */
  failure: unknown;
  hurry: AbortController;
  readonly waiters: Set<Waiter>;
}

/** Waits for views to get as far as a position, so that who has written can read what was written. */
export class ViewProgress {
  private readonly views = new Map<string, WatchedView>();

  constructor(private readonly readStore: ReadStore) {}

  /**
   * Whether the view has got as far as the position within the time given. All who wait for a view share one poll of
   * its checkpoint: at first after 2 ms, then less and less often, down to every 50 ms.
   * @throws StoreUnavailable when the time is up and the read store could not be asked
   */
  waitFor(view: string, position: Position, timeoutMs: number): Promise<boolean> {
    const watched = this.watched(view);
    if (position <= watched.reached) return Promise.resolve(true);
    return new Promise<boolean>((resolve, reject) => {
      const waiter: Waiter = {
        position,
        settle: (reached) => {
          clearTimeout(timer);
          watched.waiters.delete(waiter);
          if (!reached && watched.failure !== undefined) reject(watched.failure);
          else resolve(reached);
          if (watched.waiters.size === 0) watched.hurry.abort();
        },
      };
      const timer = setTimeout(() => waiter.settle(false), timeoutMs);
      watched.waiters.add(waiter);
      const isSlow = watched.delayMs > 2 * FIRST_DELAY_MS;
      watched.delayMs = FIRST_DELAY_MS;
      if (watched.polling && isSlow) watched.hurry.abort();
      else if (!watched.polling) void this.poll(watched);
    });
  }

  /** A runner of this process tells how far a view has got. After a swap of the view that may be less than before. */
  notify(view: string, position: Position): void {
    this.reach(this.watched(view), position);
  }

  private watched(name: string): WatchedView {
    let watched = this.views.get(name);
    if (watched === undefined) {
      const hurry = new AbortController();
      const waiters = new Set<Waiter>();
      watched = { name, reached: START, delayMs: FIRST_DELAY_MS, polling: false, failure: undefined, hurry, waiters };
      this.views.set(name, watched);
    }
    return watched;
  }

  private reach(watched: WatchedView, position: Position): void {
    watched.reached = position;
    for (const waiter of [...watched.waiters]) if (waiter.position <= position) waiter.settle(true);
  }

  private async poll(watched: WatchedView): Promise<void> {
    watched.polling = true;
    while (watched.waiters.size > 0) {
      watched.hurry = new AbortController();
      try {
        const { position } = await this.readStore.checkpoint(watched.name);
        watched.failure = undefined;
        if (position > watched.reached) this.reach(watched, position);
      } catch (error) {
        watched.failure = error;
      }
      if (watched.waiters.size === 0) break;
      await pause(watched.delayMs, watched.hurry.signal);
      watched.delayMs = Math.min(LAST_DELAY_MS, watched.delayMs * 1.5);
    }
    watched.polling = false;
  }
}
