import type { EventStore } from '@evidesk/event-store';
import { type Clock, type Position, START } from '@evidesk/kernel';
import { FencedOut, type ReadStore, type View } from '@evidesk/read-store';
import type { EventHandler } from './event-handler.js';
import { type BatchObserver, EventPump } from './event-pump.js';
import { type HeldLease, LeaseKeeper } from './lease-keeper.js';
import { parkedCollection } from './parked-event.js';
import { ParkingLot } from './parking-lot.js';
import { Backoff, Interrupted, patiently, pause } from './patience.js';
import { replayParked, type ReplayResult } from './replay-parked.js';
import { isOutage } from './retry-event.js';
import type { RunnerState, RunnerStatus } from './runner-status.js';
import { describeError, type RuntimeLogger } from './runtime-logger.js';
import type { Tuning } from './tuning.js';

/** Where a session that lasted so long ends, the next failure is waited for as if it were the first (milliseconds). */
const SETTLED_MS = 10_000;

/** What a runner is to do. */
export interface RunnerDefinition {
  readonly name: string;
  readonly kind: RunnerStatus['kind'];
  readonly view: View;
  /** Prefixes of the streams whose events it reads; none: all. */
  readonly streams: readonly string[];
  readonly handler: EventHandler;
  /** Done before events are taken in. Tried again while a store is unavailable. */
  prepare?(): Promise<void>;
  /** Looks after what no event tells, again and again while the runner is live; true when there is more to do at once. */
  tick?(pump: EventPump): Promise<boolean>;
}

/** Where a runner works. */
export interface RunnerContext {
  readonly eventStore: EventStore;
  readonly readStore: ReadStore;
  readonly clock: Clock;
  readonly logger: RuntimeLogger;
  /** Unique to the process. */
  readonly owner: string;
  /** After so many milliseconds without a sign of life another process takes over. */
  readonly leaseMs: number;
  readonly tuning: Tuning;
  /** Told how far a view has got. */
  onProgress?(view: string, position: Position): void;
  /** Goes around each batch of events that a runner takes in, and around its commit. */
  readonly batchObserver?: BatchObserver | undefined;
}

/** Runs one projection or process manager for as long as this process holds its lease. */
export class Runner {
  private readonly stopping = new AbortController();
  private readonly keeper: LeaseKeeper;
  private running: Promise<void> | undefined;
  private pump: EventPump | undefined;
  private idle: RunnerState = 'stopped';
  private head: Position = START;
  private rate = 0;
  private counted = { pump: undefined as EventPump | undefined, events: 0, at: 0 };
  private lastError: string | undefined;
  private last = { generation: 0, position: START, parked: 0 };

  constructor(
    readonly definition: RunnerDefinition,
    private readonly context: RunnerContext,
  ) {
    const { readStore, owner, leaseMs, logger } = context;
    this.keeper = new LeaseKeeper({ readStore, name: `runner:${definition.name}`, owner, ttlMs: leaseMs, logger });
  }

  /** Begins to run; the view must have been defined. */
  start(): void {
    this.running ??= this.run();
  }

  /** Finishes and commits the batch in hand, then gives the lease back. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** True while this process holds the runner's lease. */
  get held(): boolean {
    return this.pump !== undefined;
  }

  status(): RunnerStatus {
    const { pump, head } = this;
    const { generation, position } = pump ?? this.last;
    const behind = head > position;
    return {
      name: this.definition.name,
      kind: this.definition.kind,
      state: pump?.state ?? this.idle,
      generation,
      position,
      head,
      behind,
      lagEvents: behind ? (this.context.eventStore.distance?.(position, head) ?? null) : 0,
      lagSeconds: behind ? this.lagSeconds() : 0,
      eventsPerSecond: Math.round(this.rate * 10) / 10,
      parked: pump?.options.parking.count ?? this.last.parked,
      lastError: pump?.lastError ?? this.lastError ?? null,
    };
  }

  /**
   * Tries parked events again, of one stream or of all.
   * @throws Interrupted when this process does not hold the runner, or has lost it
   */
  async replayParked(stream?: string): Promise<ReplayResult> {
    const { pump } = this;
    if (pump === undefined) throw new Interrupted(`${this.definition.name} does not run in this process`);
    return pump.enqueue(() => replayParked(pump, stream));
  }

  /**
   * Looks after what no event tells: the head of the store, the rate, and whether the view was swapped.
   * @param active the view's active generation, just read; `undefined`: not known. Should the view have been swapped since,
   * the runner starts afresh once too often.
   */
  observe(head: Position, active: number | undefined): void {
    this.head = head;
    this.measureRate();
    const { pump } = this;
    if (pump === undefined || active === undefined || active === pump.generation) return;
    const { name } = this.definition;
    pump
      .enqueue(() => Promise.reject(new FencedOut(`${name}: generation ${active} is the active one now`)))
      .catch((error: unknown) =>
        this.context.logger.info('a view was swapped', { runner: name, reason: String(error) }),
      );
  }

  private async run(): Promise<void> {
    const { logger, tuning } = this.context;
    const { name } = this.definition;
    const backoff = new Backoff(20, tuning.maxRetryMs);
    while (!this.stopping.signal.aborted) {
      this.idle = 'waiting-for-lease';
      const lease = await this.keeper.acquire(this.stopping.signal);
      if (lease === undefined) break;
      const started = performance.now();
      let failure: unknown;
      try {
        await this.session(lease);
      } catch (error) {
        failure = error;
      } finally {
        this.forgetPump();
        await lease.release();
      }
      if (failure === undefined) continue;
      this.idle = 'retrying';
      if (performance.now() - started > SETTLED_MS) backoff.reset();
      const fields = { runner: name, error: describeError(failure) };
      if (failure instanceof Interrupted || failure instanceof FencedOut) logger.info('a runner starts afresh', fields);
      else this.noteFailure('a runner has failed and starts afresh', failure);
      await pause(backoff.next(), this.stopping.signal);
    }
    this.idle = 'stopped';
  }

  private async session({ fence, lost }: HeldLease): Promise<void> {
    const { eventStore, readStore, clock, logger, tuning, onProgress, batchObserver } = this.context;
    const { name, view, streams, handler, prepare } = this.definition;
    const stop = this.stopping.signal;
    const stores = { eventStore, readStore, handler, logger, tuning, batchObserver };
    const options = { name: view.name, streams, fence, stop, lost, ...stores };
    const open = async () => {
      await prepare?.();
      return EventPump.open({
        ...options,
        parking: new ParkingLot(parkedCollection(name), clock),
        ...(onProgress && { onProgress: (position: Position) => onProgress(view.name, position) }),
      });
    };
    const pump = await patiently(open, {
      signal: AbortSignal.any([stop, lost]),
      maxDelayMs: tuning.maxRetryMs,
      onWait: (error) => {
        this.idle = 'retrying';
        this.lastError = describeError(error);
        logger.warn('a runner waits for a store', { runner: name, error: this.lastError });
      },
      onResume: () => undefined,
    });
    this.pump = pump;
    logger.info('a runner has started', { runner: name, generation: pump.generation, position: pump.position, fence });
    const ended = new AbortController();
    const ticking = this.keepTicking(pump, AbortSignal.any([stop, lost, ended.signal]));
    try {
      await pump.run();
    } finally {
      ended.abort();
      await ticking;
    }
  }

  private async keepTicking(pump: EventPump, end: AbortSignal): Promise<void> {
    const { definition, context } = this;
    if (definition.tick === undefined) return;
    for (let more = false; !end.aborted;) {
      if (!more) await pause(context.tuning.timerMs, end);
      if (end.aborted) return;
      try {
        more = pump.state === 'live' && (await pump.enqueue(() => definition.tick?.(pump) ?? Promise.resolve(false)));
      } catch (error) {
        more = false;
        // An outage ends the pump, which tells of it; anything else is told here and tried again.
        if (!isOutage(error)) this.noteFailure('a timer has failed', error);
      }
    }
  }

  private noteFailure(message: string, error: unknown): void {
    this.lastError = describeError(error);
    this.context.logger.error(message, { runner: this.definition.name, error: this.lastError });
  }

  private forgetPump(): void {
    const { pump } = this;
    if (pump === undefined) return;
    this.last = { generation: pump.generation, position: pump.position, parked: pump.options.parking.count };
    this.lastError = pump.lastError ?? this.lastError;
    this.pump = undefined;
  }

  private lagSeconds(): number | null {
    const event = this.pump?.lastEvent;
    if (event === undefined) return null;
    const lag = Date.parse(this.context.clock.now()) - Date.parse(event.metadata.recordedAt);
    return Math.max(0, Math.round(lag / 1_000));
  }

  private measureRate(): void {
    const { pump, counted } = this;
    const at = performance.now();
    const events = pump?.events ?? 0;
    const isSame = counted.pump === pump && counted.at > 0;
    this.rate = isSame && at > counted.at ? ((events - counted.events) * 1_000) / (at - counted.at) : 0;
    this.counted = { pump, events, at };
  }
}
