import { BACKWARDS, END, FORWARDS, START as FIRST } from '@eventstore/db-client';
import type { Position, RecordedEvent } from '@evidesk/kernel';
import { DEFAULT_MAX_EVENT_BYTES } from '../../append-rules.js';
import { matches } from '../../paged-subscription.js';
import type {
  AppendResult,
  EventBatch,
  EventStore,
  ExpectedRevision,
  NewEvent,
  ReadAllOptions,
  ReadStreamOptions,
  SubscribeOptions,
} from '../../port.js';
import { Appender } from './appender.js';
import type { EventStoreDbClient } from './connection.js';
import { NotOurEvent, unavailable } from './errors.js';
import { toRecorded } from './mapping.js';
import type { EventStoreDbOptions } from './options.js';
import { allEventsBehind, eventsOf, headPosition } from './reads.js';
import { StreamTails } from './stream-tails.js';
import { subscribeAll } from './subscription.js';

/** The port on a client of the driver's. Only this folder may see it. */
export class EventStoreDbEventStore implements EventStore {
  private readonly deadlineMs: number;
  private readonly idleMs: number;
  private readonly appender: Appender;
  private readonly closing = new AbortController();

  constructor(
    private readonly client: EventStoreDbClient,
    options: Omit<EventStoreDbOptions, 'connectionString'>,
  ) {
    const {
      deadlineMs = 10_000,
      duplicateWindow = 128,
      cachedStreams = 10_000,
      maxEventBytes = DEFAULT_MAX_EVENT_BYTES,
    } = options;
    this.deadlineMs = deadlineMs;
    this.idleMs = options.idleMs ?? 100;
    const tails = new StreamTails(client, { deadlineMs, duplicateWindow, cachedStreams });
    this.appender = new Appender(client, tails, { deadlineMs, maxEventBytes });
  }

  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<AppendResult> {
    this.assertOpen();
    return this.appender.append(stream, events, expected);
  }

  async *readStream(stream: string, options: ReadStreamOptions = {}): AsyncIterable<RecordedEvent> {
    this.assertOpen();
    const isBackwards = options.direction === 'backwards';
    // The server refuses to read no events; an unknown stream must still be reported.
    const limit = options.limit === undefined ? {} : { maxCount: Math.max(1, options.limit) };
    const request: Parameters<EventStoreDbClient['readStream']>[1] = {
      direction: isBackwards ? BACKWARDS : FORWARDS,
      fromRevision: options.from === undefined ? (isBackwards ? END : FIRST) : BigInt(options.from),
      ...limit,
    };
    for await (const event of eventsOf(() => this.client.readStream(stream, request), this.deadlineMs)) {
      if (options.limit === 0) return;
      const recorded = toRecorded(event);
      if (recorded === undefined) throw new NotOurEvent(stream, Number(event.revision));
      yield recorded;
    }
  }

  async *readAll({ after, filter, limit = Infinity }: ReadAllOptions): AsyncIterable<RecordedEvent> {
    this.assertOpen();
    let left = limit;
    if (left <= 0) return;
    // This client can't filter reads on the server.
    for await (const event of allEventsBehind(this.client, after, this.deadlineMs)) {
      if (event.streamId.startsWith('$') || !matches(filter, event.streamId)) continue;
      const recorded = toRecorded(event);
      if (recorded === undefined) continue;
      yield recorded;
      left -= 1;
      if (left === 0) return;
    }
  }

  async *subscribe(options: SubscribeOptions): AsyncIterable<EventBatch> {
    const settings = { deadlineMs: this.deadlineMs, idleMs: this.idleMs, assertOpen: () => this.assertOpen() };
    const signal = AbortSignal.any([options.signal, this.closing.signal]);
    yield* subscribeAll(this.client, { ...options, signal }, settings);
    if (!options.signal.aborted) this.assertOpen();
  }

  async head(): Promise<Position> {
    this.assertOpen();
    return headPosition(this.client, this.deadlineMs);
  }

  async ping(): Promise<void> {
    this.assertOpen();
    const request = { direction: BACKWARDS, fromPosition: END, maxCount: 1, requiresLeader: true } as const;
    for await (const _ of eventsOf(() => this.client.readAll(request), this.deadlineMs)) return;
  }

  async close(): Promise<void> {
    if (this.closing.signal.aborted) return;
    this.closing.abort();
    await this.appender.idle();
    await this.client.dispose();
  }

  private assertOpen(): void {
    if (this.closing.signal.aborted) throw unavailable(new Error('the store was closed'));
  }
}
