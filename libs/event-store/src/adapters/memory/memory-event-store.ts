import { START, StoreUnavailable, type EventMetadata, type Position, type RecordedEvent } from '@evidesk/kernel';
import {
  DEFAULT_MAX_EVENT_BYTES,
  decideAppend,
  encodeAppend,
  type EncodedEvent,
  type Place,
} from '../../append-rules.js';
import { genesisHash, linkHash, parseJsonObject } from '../../chain.js';
import { StreamNotFound } from '../../errors.js';
import { matches, readPages, subscribePages, type Page, type PageSource } from '../../paged-subscription.js';
import type {
  AppendResult,
  EventBatch,
  EventFilter,
  EventStore,
  ExpectedRevision,
  NewEvent,
  ReadAllOptions,
  ReadStreamOptions,
  SubscribeOptions,
} from '../../port.js';
import { WakeUp } from '../../wake-up.js';

/** How an in-memory store is opened. */
export interface MemoryEventStoreOptions {
  /** The most bytes of an event's data and metadata (default 1 MiB). */
  readonly maxEventBytes?: number;
}

type Stored = EncodedEvent & Place & { readonly position: Position; readonly hash: string };

/** A store that lives as long as its process: for tests, and the model that the others are compared with. */
export function openMemoryEventStore(options: MemoryEventStoreOptions = {}): EventStore {
  return new MemoryEventStore(options.maxEventBytes ?? DEFAULT_MAX_EVENT_BYTES);
}

class MemoryEventStore implements EventStore, PageSource {
  private readonly all: Stored[] = [];
  private readonly streams = new Map<string, Stored[]>();
  private readonly byId = new Map<string, Stored>();
  private readonly wakeUp = new WakeUp();
  private isClosed = false;

  constructor(private readonly maxEventBytes: number) {}

  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<AppendResult> {
    this.assertOpen();
    const encoded = encodeAppend(stream, events, this.maxEventBytes);
    const stored = this.streams.get(stream) ?? [];
    const decision = decideAppend(stream, encoded, expected, stored.length - 1, (id) => this.byId.get(id));
    if (decision.kind === 'write') for (const event of encoded) this.write(stream, stored, event);
    const last = stored[decision.kind === 'write' ? stored.length - 1 : decision.revision] as Stored;
    this.wakeUp.wake();
    return { revision: last.revision, position: last.position, duplicate: decision.kind === 'duplicate' };
  }

  async *readStream(stream: string, options: ReadStreamOptions = {}): AsyncIterable<RecordedEvent> {
    this.assertOpen();
    const events = this.streams.get(stream);
    if (events === undefined) throw new StreamNotFound(stream);
    const { from, limit = Infinity } = options;
    const wanted =
      options.direction === 'backwards'
        ? events.slice(0, (from ?? events.length) + 1).reverse()
        : events.slice(from ?? 0);
    for (const event of wanted.slice(0, limit)) yield toRecorded(event);
  }

  readAll(options: ReadAllOptions): AsyncIterable<RecordedEvent> {
    return readPages(this, options);
  }

  subscribe(options: SubscribeOptions): AsyncIterable<EventBatch> {
    return subscribePages(this, options);
  }

  async head(): Promise<Position> {
    this.assertOpen();
    return this.all.at(-1)?.position ?? START;
  }

  distance(after: Position, until: Position): number {
    return Math.max(0, Number(until) - Number(after));
  }

  async ping(): Promise<void> {
    this.assertOpen();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.wakeUp.wake();
  }

  page(after: Position, filter: EventFilter | undefined, limit: number): Page {
    this.assertOpen();
    const events: RecordedEvent[] = [];
    let index = after === START ? 0 : Number(after);
    for (; index < this.all.length && events.length < limit; index += 1) {
      const event = this.all[index] as Stored;
      if (matches(filter, event.stream)) events.push(toRecorded(event));
    }
    return { events, position: this.all[index - 1]?.position ?? START, atHead: index >= this.all.length };
  }

  get mark(): number {
    return this.wakeUp.mark;
  }

  changed(mark: number, signal: AbortSignal): Promise<void> {
    return this.wakeUp.sleep(mark, signal);
  }

  private write(stream: string, stored: Stored[], event: EncodedEvent): void {
    const previous = stored.at(-1)?.hash ?? genesisHash(stream);
    const link: Stored = {
      ...event,
      stream,
      revision: stored.length,
      position: String(this.all.length + 1).padStart(16, '0'),
      hash: linkHash(previous, event.type, event.data, event.metadata),
    };
    stored.push(link);
    this.streams.set(stream, stored);
    this.all.push(link);
    this.byId.set(event.eventId, link);
  }

  private assertOpen(): void {
    if (this.isClosed) throw new StoreUnavailable('event-store', 1_000, { cause: new Error('the store was closed') });
  }
}

function toRecorded({ stream, revision, position, type, data, metadata, hash }: Stored): RecordedEvent {
  return {
    stream,
    revision,
    position,
    type,
    data: parseJsonObject(data),
    metadata: JSON.parse(metadata) as EventMetadata,
    hash,
  };
}
