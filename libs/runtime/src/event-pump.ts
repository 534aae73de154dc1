import type { EventBatch, EventStore } from '@evidesk/event-store';
import { type Position, type RecordedEvent, START, StoreUnavailable } from '@evidesk/kernel';
import type { ReadStore, Write } from '@evidesk/read-store';
import type { EventHandler, HandlerContext } from './event-handler.js';
import { Mailbox } from './mailbox.js';
import type { ParkingLot } from './parking-lot.js';
import { Backoff, Interrupted, patiently, pause } from './patience.js';
import { isOutage, retryEvent } from './retry-event.js';
import { describeError, type RuntimeLogger } from './runtime-logger.js';
import type { Tuning } from './tuning.js';

/** Goes around the taking in of events by a runner: sees how it begins and ends, and changes nothing of it. */
export type BatchObserver = (
  runner: string,
  events: readonly RecordedEvent[],
  take: () => Promise<void>,
) => Promise<void>;

/** What a pump connects. */
export interface PumpOptions {
  readonly name: string;
  readonly streams: readonly string[];
  readonly eventStore: EventStore;
  readonly readStore: ReadStore;
  readonly handler: EventHandler;
  readonly parking: ParkingLot;
  readonly logger: RuntimeLogger;
  readonly tuning: Tuning;
  readonly fence: number;
  /** Ends the pump after the batch in hand, which is still committed. */
  readonly stop: AbortSignal;
  /** Ends the pump at once: nothing more may be committed. */
  readonly lost: AbortSignal;
  /** Told how far the view has got, each time that it has got further. */
  onProgress?(position: Position): void;
  /** Goes around each batch that has events, and around its commit. */
  readonly batchObserver?: BatchObserver | undefined;
  /** Told after each batch; what it waits for holds the pump up. */
  onBatch?(batch: EventBatch): Promise<void>;
}

export type PumpState = 'catching-up' | 'live' | 'retrying';

type Message =
  | { readonly kind: 'batch'; readonly subscription: object; readonly result: IteratorResult<EventBatch, unknown> }
  | { readonly kind: 'failure'; readonly subscription: object; readonly error: unknown }
  | { readonly kind: 'task'; run(): Promise<void>; cancel(reason: Error): void }
  | { readonly kind: 'end' };

/** What was taken in since the last commit can't be committed (see `cause`) and must be taken in again, event by event. */
class Rewind extends Error {}

/**
 * Carries events from the event store through a handler into one generation of a view.
 * One loop does everything, so that batches, position commits and tasks never overlap.
 */
export class EventPump {
  /** Everything up to here is taken in. */
  position: Position;
  state: PumpState = 'catching-up';
  /** How many events this pump has taken in. */
  events = 0;
  lastEvent: RecordedEvent | undefined;
  lastError: string | undefined;
  readonly context: HandlerContext;
  private committed: Position;
  private committedAt = performance.now();
  /** Up to here events are taken in and committed one by one, to find the one that can't be. */
  private carefulUntil: Position = START;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private readonly mailbox = new Mailbox<Message>();
  private readonly ending: AbortSignal;

  private constructor(
    readonly options: PumpOptions,
    readonly generation: number,
    start: Position,
  ) {
    this.position = start;
    this.committed = start;
    this.ending = AbortSignal.any([options.stop, options.lost]);
    this.context = {
      parking: options.parking,
      signal: this.ending,
      patiently: (operation) => this.patiently(operation),
      ensureHeld: () => this.ensureHeld(),
      onRetry: (event, error, attempt) => {
        this.noteError('an event failed and is tried again', error, { ...placeOf(event), attempt });
      },
    };
    options.handler.reset(generation, start === START);
  }

  /**
   * Readies a pump behind the checkpoint of a generation; default: of the active one.
   * @throws FencedOut, StoreUnavailable
   */
  static async open(options: PumpOptions, generation?: number): Promise<EventPump> {
    const { readStore, name, fence, parking } = options;
    const { position, generation: found } = await readStore.checkpoint(name, generation);
    // Claims the checkpoint: from here on no commit of an earlier holder, however late, can change what is read next.
    await readStore.commit({ view: name, generation: found, fence, position, writes: [] });
    if (generation === undefined) await parking.load(readStore);
    return new EventPump(options, found, position);
  }

  /**
   * Runs until told to stop.
   * @throws FencedOut when the generation or the lease has passed to another; Interrupted when it could not finish
   */
  async run(): Promise<void> {
    const wakeUp = () => this.mailbox.post({ kind: 'end' });
    this.ending.addEventListener('abort', wakeUp);
    const backoff = new Backoff(50, this.options.tuning.maxRetryMs);
    try {
      while (!this.ending.aborted) {
        const before = this.events;
        try {
          await this.follow();
        } catch (error) {
          if (error instanceof Rewind) this.startCarefully(error.cause);
          else if (error instanceof StoreUnavailable) {
            if (this.events > before) backoff.reset();
            const delay = backoff.next(error.retryAfterMs);
            this.state = 'retrying';
            this.noteError('a store is unavailable', error, { delayMs: Math.round(delay) });
            await pause(delay, this.ending);
          } else throw error;
        }
      }
      if (!this.options.lost.aborted) await this.flush();
    } finally {
      clearTimeout(this.timer);
      this.ending.removeEventListener('abort', wakeUp);
      this.closed = true;
      for (const message of this.mailbox.drain()) if (message.kind === 'task') message.cancel(this.ended());
    }
  }

  /**
   * Runs a task between two batches. Its outages (`FencedOut` and the like) end the pump too.
   * @throws Interrupted when the pump ends first; what the task throws
   */
  enqueue<T>(task: () => Promise<T>): Promise<T> {
    if (this.closed) return Promise.reject(this.ended());
    return new Promise<T>((resolve, reject) => {
      const run = () =>
        task().then(resolve, (error: unknown) => {
          reject(error);
          if (isOutage(error) || error instanceof Rewind) throw error;
        });
      this.mailbox.post({ kind: 'task', run, cancel: reject });
    });
  }

  /** Commits all that was taken in. @throws Rewind when the read store does not accept it */
  async flush(): Promise<void> {
    const { handler, parking } = this.options;
    if (this.position === this.committed && handler.pending === 0 && !parking.dirty) return;
    try {
      const writes = await handler.drain(this.context);
      for (const write of parking.writes()) writes.push(write);
      await this.commit(writes);
    } catch (error) {
      throw isOutage(error) ? error : new Rewind('a commit failed', { cause: error });
    }
    parking.settle();
    this.options.onProgress?.(this.position);
  }

  /** Forgets all that is not committed. */
  rewind(): void {
    this.position = this.committed;
    this.options.handler.reset(this.generation, this.committed === START);
    this.options.parking.rewind();
  }

  private async follow(): Promise<void> {
    const { eventStore, streams, tuning } = this.options;
    const controller = new AbortController();
    const filter = streams.length === 0 ? {} : { filter: { streamPrefixes: streams } };
    const subscription = eventStore
      .subscribe({ after: this.position, ...filter, signal: controller.signal, batchSize: tuning.batchSize })
      [Symbol.asyncIterator]();
    const pull = () =>
      void subscription.next().then(
        (result) => this.mailbox.post({ kind: 'batch', subscription, result }),
        (error: unknown) => this.mailbox.post({ kind: 'failure', subscription, error }),
      );
    try {
      pull();
      while (!this.ending.aborted) {
        const message = await this.mailbox.receive();
        if (message.kind === 'task') await message.run();
        if (message.kind === 'end' || message.kind === 'task' || message.subscription !== subscription) continue;
        if (message.kind === 'failure') throw message.error;
        if (message.result.done === true) throw new StoreUnavailable('event-store', 1_000);
        await this.take(message.result.value);
        pull();
      }
    } finally {
      controller.abort();
    }
  }

  private async take(batch: EventBatch): Promise<void> {
    const { onBatch, batchObserver, name } = this.options;
    const events = this.unseen(batch.events);
    if (batchObserver === undefined || events.length === 0) await this.takeIn(events, batch);
    else await batchObserver(name, events, () => this.takeIn(events, batch));
    await onBatch?.(batch);
  }

  private async takeIn(events: readonly RecordedEvent[], batch: EventBatch): Promise<void> {
    const { handler } = this.options;
    if (events.length > 0) {
      if (this.position < this.carefulUntil) await this.takeCarefully(events);
      else await handler.handle(events, this.context);
      this.events += events.length;
      this.lastEvent = events.at(-1);
    }
    if (batch.position > this.position) this.position = batch.position;
    this.state = batch.caughtUp ? 'live' : 'catching-up';
    await this.commitWhenDue(events.length > 0, batch.caughtUp);
  }

  /** Redelivered events are skipped: taking an event in twice would count it twice. */
  private unseen(events: readonly RecordedEvent[]): readonly RecordedEvent[] {
    let last = this.position;
    for (const { position } of events) {
      if (position <= last) return inOrder(events.filter((event) => event.position > this.position));
      last = position;
    }
    return events;
  }

  private async commitWhenDue(relevant: boolean, caughtUp: boolean): Promise<void> {
    const { handler, parking, tuning, onProgress } = this.options;
    const { pending } = handler;
    const clean = pending === 0 && !parking.dirty;
    const elapsed = performance.now() - this.committedAt;
    const due =
      handler.urgent ||
      (caughtUp && (relevant || !clean)) ||
      pending >= tuning.commitDocuments ||
      elapsed >= (clean && !relevant ? tuning.positionMs : tuning.commitMs);
    if (due) return this.flush();
    if (!clean) return;
    onProgress?.(this.position);
    // Should nothing more come, the position is still to be seen from other processes.
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.mailbox.post({ kind: 'task', run: () => this.flush(), cancel: () => undefined });
    }, tuning.positionMs);
  }

  private startCarefully(cause: unknown): void {
    this.carefulUntil = this.position;
    this.rewind();
    this.noteError('a commit failed; its events are taken in one by one', cause, { until: this.carefulUntil });
  }

  private async takeCarefully(events: readonly RecordedEvent[]): Promise<void> {
    const { handler, parking } = this.options;
    for (const event of events) {
      try {
        await handler.handle([event], this.context);
        this.position = event.position;
        await this.flush();
        continue;
      } catch (error) {
        if (!(error instanceof Rewind)) throw error;
        await retryEvent(event, error.cause, this.context, () => this.retryCommitting(event));
      }
      if (!parking.dirty) continue;
      handler.reset(this.generation, this.committed === START);
      this.position = event.position;
      await this.flush().catch(throwCause);
    }
  }

  private async retryCommitting(event: RecordedEvent): Promise<void> {
    this.rewind();
    await this.options.handler.attempt(event, this.context);
    this.position = event.position;
    await this.flush().catch(throwCause);
  }

  private async commit(writes: readonly Write[]): Promise<void> {
    const { readStore, name, fence } = this.options;
    const { position, generation } = this;
    await this.patiently(() => {
      this.ensureHeld();
      return readStore.commit({ view: name, generation, fence, position, writes });
    });
    this.committed = position;
    this.committedAt = performance.now();
  }

  private ended(): Interrupted {
    return new Interrupted(`${this.options.name} does not run here any more`);
  }

  private ensureHeld(): void {
    if (this.options.lost.aborted) throw new Interrupted('the lease is lost');
  }

  private patiently<T>(operation: () => Promise<T>): Promise<T> {
    let { state } = this;
    return patiently(operation, {
      signal: this.ending,
      maxDelayMs: this.options.tuning.maxRetryMs,
      onWait: (error, delayMs) => {
        if (this.state !== 'retrying') state = this.state;
        this.state = 'retrying';
        this.noteError('a store is unavailable', error, { delayMs: Math.round(delayMs) });
      },
      onResume: () => (this.state = state),
    });
  }

  private noteError(message: string, error: unknown, fields: Readonly<Record<string, unknown>>): void {
    this.lastError = describeError(error);
    this.options.logger.warn(message, { runner: this.options.name, error: this.lastError, ...fields });
  }
}

function placeOf({ stream, revision, position, type }: RecordedEvent) {
  return { stream, revision, position, eventType: type };
}

/** As a store should have delivered them. */
function inOrder(events: readonly RecordedEvent[]): readonly RecordedEvent[] {
  const byPosition = new Map(events.map((event) => [event.position, event]));
  return [...byPosition.values()].sort((one, other) => (one.position < other.position ? -1 : 1));
}

function throwCause(error: unknown): never {
  throw error instanceof Rewind ? error.cause : error;
}
