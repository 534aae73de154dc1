import { type HeldLease, LeaseKeeper, type LeaseKeeperOptions } from './lease-keeper.js';
import { pause } from './patience.js';

export interface LeasedWorkOptions extends LeaseKeeperOptions {
  /** Works under the lease until there is nothing left, or `ending` says that it was lost or that the work was told to stop. */
  session(lease: HeldLease, ending: AbortSignal): Promise<void>;
  /** Told why a session failed; answers after how many milliseconds another may begin. */
  afterFailure(error: unknown): number;
}

/** Work that one process does at a time: session after session, each for as long as this process holds the lease. */
export class LeasedWork {
  private readonly stopping = new AbortController();
  private readonly keeper: LeaseKeeper;
  private running: Promise<void> | undefined;

  constructor(private readonly options: LeasedWorkOptions) {
    this.keeper = new LeaseKeeper(options);
  }

  /** Aborts once the work is told to stop. */
  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Ends the session in hand and gives the lease back. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this;
    while (!signal.aborted) {
      const lease = await this.keeper.acquire(signal);
      if (lease === undefined) return;
      let delayMs = 0;
      try {
        await this.options.session(lease, AbortSignal.any([signal, lease.lost]));
      } catch (error) {
        delayMs = this.options.afterFailure(error);
      } finally {
        await lease.release();
      }
      if (delayMs > 0) await pause(delayMs, signal);
    }
  }
}
