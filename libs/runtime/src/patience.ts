import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailable } from '@evidesk/kernel';

/** The runner was told to stop, or lost its lease, before the work in hand could be finished. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Delays that double from `min` to `max` milliseconds, each shortened at random by up to a half. */
export class Backoff {
  private delay: number;

  constructor(
    private readonly min: number,
    private readonly max: number,
  ) {
    this.delay = min;
  }

  /** The next delay in milliseconds, not under `atLeast` (itself bounded by `max`). */
  next(atLeast = 0): number {
    const delay = this.delay * (0.5 + Math.random() / 2);
    this.delay = Math.min(this.max, this.delay * 2);
    return Math.max(delay, Math.min(atLeast, this.max));
  }

  reset(): void {
    this.delay = this.min;
  }
}

/** Waits; returns early when the signal says so. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

export interface PatienceOptions {
  /** Ends the waiting, not an attempt under way. */
  readonly signal: AbortSignal;
  /** The longest wait between two attempts, in milliseconds. */
  readonly maxDelayMs: number;
  /** Told before each wait. */
  onWait(error: StoreUnavailable, delayMs: number): void;
  /** Told when an attempt succeeded after a wait. */
  onResume(): void;
}

/**
 * Repeats an operation for as long as a store is unavailable.
 * @throws Interrupted when the signal ends the waiting; whatever else the operation throws
 */
export async function patiently<T>(operation: () => Promise<T>, options: PatienceOptions): Promise<T> {
  let backoff: Backoff | undefined;
  for (;;) {
    try {
      const result = await operation();
      if (backoff !== undefined) options.onResume();
      return result;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      if (options.signal.aborted) throw new Interrupted('interrupted while a store was unavailable', { cause: error });
      backoff ??= new Backoff(Math.min(50, options.maxDelayMs), options.maxDelayMs);
      const delay = backoff.next(error.retryAfterMs);
      options.onWait(error, delay);
      await pause(delay, options.signal);
      if (options.signal.aborted) throw new Interrupted('interrupted while a store was unavailable', { cause: error });
    }
  }
}
