import type { Lease, ReadStore } from '@evidesk/read-store';
import { pause } from './patience.js';
import { describeError, type RuntimeLogger } from './runtime-logger.js';

export interface LeaseKeeperOptions {
  readonly readStore: ReadStore;
  readonly name: string;
  /** Unique to the process. */
  readonly owner: string;
  readonly ttlMs: number;
  readonly logger: RuntimeLogger;
}

/** A lease that is being renewed. */
export interface HeldLease {
  readonly fence: number;
  /** Aborts when another may hold the lease. */
  readonly lost: AbortSignal;
  /** Stops renewing and gives the lease back, so that another need not wait for its end. */
  release(): Promise<void>;
}

/** Gets a lease and keeps it by renewing it three times in its time. */
export class LeaseKeeper {
  constructor(private readonly options: LeaseKeeperOptions) {}

  /** Waits until the lease is got, asking five times in its time; `undefined` when the signal comes first. */
  async acquire(signal: AbortSignal): Promise<HeldLease | undefined> {
    while (!signal.aborted) {
      const asked = performance.now();
      const lease = await this.request();
      if (lease !== undefined) return this.keep(lease, asked);
      await pause(this.options.ttlMs / 5, signal);
    }
    return undefined;
  }

  private async request(): Promise<Lease | undefined> {
    const { readStore, name, owner, ttlMs, logger } = this.options;
    try {
      return await readStore.acquireLease(name, owner, ttlMs);
    } catch (error) {
      logger.warn('a lease could not be asked for', { lease: name, error: describeError(error) });
      return undefined;
    }
  }

  private keep(lease: Lease, asked: number): HeldLease {
    const { readStore, name, ttlMs, logger } = this.options;
    const lost = new AbortController();
    const released = new AbortController();
    // Counted from before the request, so that this side never believes in the lease for longer than the store does.
    let heldUntil = asked + ttlMs;
    const lose = (reason: string) => {
      if (lost.signal.aborted || released.signal.aborted) return;
      logger.warn('a lease is lost', { lease: name, reason });
      lost.abort();
    };
    let deadline = setTimeout(() => lose('not renewed in time'), heldUntil - performance.now());
    const renewing = (async () => {
      for (;;) {
        await pause(ttlMs / 3, released.signal);
        if (released.signal.aborted || lost.signal.aborted) return;
        const started = performance.now();
        if (started >= heldUntil) return lose('not renewed in time');
        const outcome = await this.renew(lease);
        if (outcome === 'lost') return lose('another holds it');
        if (outcome === 'failed') continue;
        heldUntil = started + ttlMs;
        clearTimeout(deadline);
        deadline = setTimeout(() => lose('not renewed in time'), heldUntil - performance.now());
      }
    })();
    const release = async () => {
      released.abort();
      clearTimeout(deadline);
      await renewing;
      clearTimeout(deadline);
      try {
        await readStore.releaseLease(lease);
      } catch (error) {
        logger.warn('a lease could not be given back', { lease: name, error: describeError(error) });
      }
    };
    return { fence: lease.fence, lost: lost.signal, release };
  }

  private async renew(lease: Lease): Promise<'held' | 'lost' | 'failed'> {
    const { readStore, name, owner, ttlMs, logger } = this.options;
    try {
      const renewed = await readStore.acquireLease(name, owner, ttlMs);
      return renewed?.fence === lease.fence ? 'held' : 'lost';
    } catch (error) {
      logger.warn('a lease could not be renewed', { lease: name, error: describeError(error) });
      return 'failed';
    }
  }
}
