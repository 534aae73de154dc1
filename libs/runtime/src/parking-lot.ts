import type { Clock, Collection, RecordedEvent } from '@evidesk/kernel';
import { allDocuments, type ReadStore, type Write } from '@evidesk/read-store';
import type { ParkedEvent } from './parked-event.js';
import { describeError } from './runtime-logger.js';

/** The parked events of one runner: which streams wait, and the writes that are not yet committed. */
export class ParkingLot {
  /** How many events of a stream are parked, as committed and with what is pending. */
  private committed = new Map<string, number>();
  private current = new Map<string, number>();
  private pending = new Map<string, Write<ParkedEvent>>();

  constructor(
    readonly collection: Collection<ParkedEvent>,
    private readonly clock: Clock,
  ) {}

  /** Takes up what the active generation has parked. @throws StoreUnavailable */
  async load(store: ReadStore): Promise<void> {
    const streams = new Map<string, number>();
    for await (const { stream } of parkedEvents(store, this.collection))
      streams.set(stream, (streams.get(stream) ?? 0) + 1);
    this.committed = streams;
    this.rewind();
  }

  isBlocked(stream: string): boolean {
    return this.current.size > 0 && this.current.has(stream);
  }

  get count(): number {
    let count = 0;
    for (const events of this.current.values()) count += events;
    return count;
  }

  /** The streams that wait. */
  streams(): readonly string[] {
    return [...this.current.keys()];
  }

  /** True when something is to be written. */
  get dirty(): boolean {
    return this.pending.size > 0;
  }

  /** Parks an event that failed for good. */
  park(event: RecordedEvent, error: unknown, attempts: number): void {
    this.add(event, describeError(error), attempts, false);
  }

  /** Parks an event because its stream waits. */
  block(event: RecordedEvent): void {
    this.add(event, `waits for an earlier event of ${event.stream}`, 0, true);
  }

  /** Keeps a parked event that failed again, with its new error. */
  repark(parked: ParkedEvent, error: unknown): void {
    const document = { ...parked, error: describeError(error), attempts: parked.attempts + 1, blocked: false };
    this.pending.set(parked.id, { kind: 'put', collection: this.collection.name, document });
  }

  /** Lets go of a parked event that was taken in. */
  release(parked: ParkedEvent): void {
    this.pending.set(parked.id, { kind: 'delete', collection: this.collection.name, id: parked.id });
    const left = (this.current.get(parked.stream) ?? 1) - 1;
    if (left > 0) this.current.set(parked.stream, left);
    else this.current.delete(parked.stream);
  }

  /** What is to be written with the next commit. */
  writes(): Iterable<Write> {
    return this.pending.values();
  }

  /** What was pending is committed. */
  settle(): void {
    if (this.pending.size === 0) return;
    this.pending = new Map();
    this.committed = new Map(this.current);
  }

  /** Forgets what is pending. */
  rewind(): void {
    this.pending = new Map();
    this.current = new Map(this.committed);
  }

  private add(event: RecordedEvent, error: string, attempts: number, blocked: boolean): void {
    const { stream, position, revision } = event;
    const document: ParkedEvent = {
      id: position,
      stream,
      position,
      revision,
      eventType: event.type,
      eventId: event.metadata.eventId,
      error,
      attempts,
      parkedAt: this.clock.now(),
      blocked,
    };
    this.pending.set(position, { kind: 'put', collection: this.collection.name, document });
    this.current.set(stream, (this.current.get(stream) ?? 0) + 1);
  }
}

/** The parked events of the active generation by stream and position. @throws StoreUnavailable */
export function parkedEvents(
  store: ReadStore,
  collection: Collection<ParkedEvent>,
  stream?: string,
): AsyncIterable<ParkedEvent> {
  return allDocuments(store, collection, { index: 'stream', ...(stream !== undefined && { where: { stream } }) });
}
