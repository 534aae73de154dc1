import type {
  AppendResult,
  EventBatch,
  EventStore,
  ExpectedRevision,
  NewEvent,
  ReadAllOptions,
  ReadStreamOptions,
  StoredEvent,
  SubscribeOptions,
} from '@evidesk/event-store';
import type { Position, RecordedEvent } from '@evidesk/kernel';

/** Goes around each append: sees how it begins and ends; may add to the events' metadata what it knows of them. */
export type AppendObserver = (
  stream: string,
  events: readonly NewEvent[],
  append: (events: readonly NewEvent[]) => Promise<AppendResult>,
) => Promise<AppendResult>;

/** An event store of which every append is observed. All else goes straight through. */
export class ObservedEventStore implements EventStore {
  readonly exclusive: boolean;
  readonly readStored?: (after: Position) => AsyncIterable<readonly StoredEvent[]>;
  readonly distance?: (after: Position, until: Position) => number;

  constructor(
    private readonly store: EventStore,
    private readonly observer: AppendObserver,
  ) {
    this.exclusive = store.exclusive === true;
    if (store.readStored !== undefined) this.readStored = store.readStored.bind(store);
    if (store.distance !== undefined) this.distance = store.distance.bind(store);
  }

  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<AppendResult> {
    return this.observer(stream, events, (observed) => this.store.append(stream, observed, expected));
  }

  readStream(stream: string, options?: ReadStreamOptions): AsyncIterable<RecordedEvent> {
    return this.store.readStream(stream, options);
  }

  readAll(options: ReadAllOptions): AsyncIterable<RecordedEvent> {
    return this.store.readAll(options);
  }

  subscribe(options: SubscribeOptions): AsyncIterable<EventBatch> {
    return this.store.subscribe(options);
  }

  head(): Promise<Position> {
    return this.store.head();
  }

  ping(): Promise<void> {
    return this.store.ping();
  }

  close(): Promise<void> {
    return this.store.close();
  }
}
