import type { DomainEvent, EventMetadata, JsonObject, Position, RecordedEvent } from '@evidesk/kernel';

/** An event on its way into the store. */
export interface NewEvent<E extends DomainEvent = DomainEvent<string, JsonObject>> {
  readonly type: E['type'];
  readonly data: E['data'];
  readonly metadata: EventMetadata;
}

/** What the writer expects of the stream: anything, not to exist, to exist, or that its last event has this revision. */
export type ExpectedRevision = 'any' | 'absent' | 'exists' | number;

export interface AppendResult {
  /** The revision of the last of the appended events. */
  readonly revision: number;
  /** The global position of the last of the appended events. */
  readonly position: Position;
  /** True when the same events were there already: nothing was written, and this is the first result. */
  readonly duplicate: boolean;
}

export interface ReadStreamOptions {
  /** The first revision to read (when backwards: the highest). Default: the stream's first (backwards: last) event. */
  readonly from?: number;
  readonly direction?: 'forwards' | 'backwards';
  readonly limit?: number;
  /**
   * Forwards: whether the embedded store holds each event against the stream's hash chain before it gives it out, and
   * throws `StoreDamaged` at the first that is not as it was written. For who decides on it; who verifies wants to see.
   */
  readonly checked?: boolean;
}

/** Which events of the global order are wanted: those of streams with one of these prefixes. None given: all. */
export interface EventFilter {
  readonly streamPrefixes: readonly string[];
}

export interface ReadAllOptions {
  /** Starts behind this position; `START` is the beginning. */
  readonly after: Position;
  readonly filter?: EventFilter;
  readonly limit?: number;
}

export interface SubscribeOptions {
  readonly after: Position;
  readonly filter?: EventFilter;
  /** Ends the subscription. */
  readonly signal: AbortSignal;
  /** The most events in one batch (default 1,000). */
  readonly batchSize?: number;
}

/** An event as it is kept: data and metadata as text, over which the hashes of its stream's chain go. */
export interface StoredEvent extends Omit<RecordedEvent, 'data' | 'metadata'> {
  /** JSON: canonical, unless somebody else than the store wrote it. */
  readonly data: string;
  readonly metadata: string;
}

/** Some events in global order, and how far the store has been read by them. */
export interface EventBatch {
  readonly events: readonly RecordedEvent[];
  /** Everything up to here was looked at, wanted or not: at or behind the last event's position. */
  readonly position: Position;
  /** True when nothing was waiting behind this batch when it was read. */
  readonly caughtUp: boolean;
}

/**
 * Streams of events with one global order.
 *
 * Every method throws `StoreUnavailable` while the store can't be reached or read; nothing is half-done then:
 * an append is on disk as a whole or not at all.
 */
export interface EventStore {
  /**
   * True where nobody but this object can append while it is open: what it gave out of a stream holds until it appends
   * to that stream itself.
   */
  readonly exclusive?: boolean;

  /**
   * Appends events to a stream, atomically, and answers when they are on disk.
   * Idempotent by event id: the same ids again at the same place succeed with the first result (whatever `expected` says).
   * Each event is linked into the stream's hash chain.
   * @param events at least one
   * @throws ConcurrencyConflict when the stream is not as expected, or when only some of the ids are there already
   * @throws EventTooLarge when an event's data and metadata are over the store's bound; nothing is written
   */
  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<AppendResult>;

  /** The events of one stream in the order asked for. @throws StreamNotFound */
  readStream(stream: string, options?: ReadStreamOptions): AsyncIterable<RecordedEvent>;

  /** The events of all streams in global order, to the end of what is there now. */
  readAll(options: ReadAllOptions): AsyncIterable<RecordedEvent>;

  /**
   * The same behind a position, in pages, as it is kept: for who checks hashes, and need not parse for that. Only stores
   * that keep text have it; `storedEvents` does for all.
   */
  readStored?(after: Position): AsyncIterable<readonly StoredEvent[]>;

  /**
   * History, then what comes, for ever: batches in global order, each event exactly once.
   * Pulls (a slow reader holds nothing up). A lost connection is resumed behind the last batch delivered;
   * ends only by the signal.
   */
  subscribe(options: SubscribeOptions): AsyncIterable<EventBatch>;

  /** The position of the last event of the store, `START` when empty. */
  head(): Promise<Position>;

  /**
   * How many events of the whole store lie behind one position, up to another. Absent in a store that can tell only by
   * reading them.
   */
  distance?(after: Position, until: Position): number;

  /** Throws when the store can't take an append now. */
  ping(): Promise<void>;

  /** Finishes what was accepted and lets go of the store. Idempotent. */
  close(): Promise<void>;
}

/** Dependency-injection token of the event store. */
export const EVENT_STORE = Symbol('EventStore');

/** Token of the store as chains and seals are over it, where `EVENT_STORE` shows events as people read them. */
export const STORED_EVENTS = Symbol('StoredEvents');
