import { setImmediate } from 'node:timers/promises';
import {
  type AppendResult,
  type EventBatch,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  type ReadAllOptions,
  type ReadStreamOptions,
  StreamNotFound,
  type SubscribeOptions,
} from '@evidesk/event-store';
import type { EventMetadata, JsonObject, PersonalData, Position, RecordedEvent } from '@evidesk/kernel';
import { LRUCache } from 'lru-cache';
import { BrokenBox, openBox, sealBox } from './box.js';
import { KeyRing, referenceOf } from './key-ring.js';
import { type Naming, PersonIds } from './person-ids.js';
import { type Parted, PersonalMap, type Texts } from './personal-map.js';
import type { KeyReference, KeyRequest, KeyStore } from './port.js';

const CACHED_STREAMS = 10_000;
const READ_AHEAD = 200;

export interface SealedEventStoreOptions {
  /** What chains and seals are over: the boxes. */
  readonly events: EventStore;
  readonly keys: KeyStore;
  /** Event type → what of it is personal. A type that is not here is left as it is. */
  readonly personal: ReadonlyMap<string, PersonalData>;
  /** Told of a box that does not open; its event reads as one of an erased person. */
  onBroken?(error: BrokenBox): void;
}

/** An event that waits to be sealed, with the person whom it is about. */
interface Planned {
  readonly event: NewEvent;
  readonly parted: Parted;
  readonly person: KeyRequest;
}

/** Metadata as it is stored: the box is beside the id of the person whose key opens it. */
type StoredMetadata = EventMetadata & { readonly box?: string };

/**
 * An event store that keeps personal texts sealed: they leave an event's data for a box under the key of their person, and
 * come back when it is read. Once the key is destroyed, events read as those of an erased person, in the same shape.
 * Closes both stores.
 */
export class SealedEventStore implements EventStore {
  readonly exclusive: boolean;
  readonly ring: KeyRing;
  readonly distance?: (after: Position, until: Position) => number;
  private readonly maps: ReadonlyMap<string, PersonalMap>;
  /** Stream → whom it is about. */
  private readonly subjects = new LRUCache<string, KeyRequest>({ max: CACHED_STREAMS });
  /** Subscribers of one store are given the same events: each is opened once. */
  private opened = new WeakMap<RecordedEvent, RecordedEvent>();
  private ids: PersonIds | undefined;
  /** Appends that are not handed down yet. */
  private preparing = 0;

  constructor(private readonly options: SealedEventStoreOptions) {
    this.maps = new Map([...options.personal].map(([type, personal]) => [type, new PersonalMap(personal)]));
    this.exclusive = options.events.exclusive === true;
    this.ring = new KeyRing(options.keys);
    this.ring.onDestroyed(() => (this.opened = new WeakMap()));
    const { events } = options;
    if (events.distance !== undefined) this.distance = events.distance.bind(events);
  }

  /** As the store below. @throws StoreUnavailable also when a key is needed and the key store is away */
  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<AppendResult> {
    if (events.every(({ type }) => !this.maps.has(type))) return this.options.events.append(stream, events, expected);
    return this.appendSealed(stream, events, expected);
  }

  async *readStream(stream: string, options?: ReadStreamOptions): AsyncIterable<RecordedEvent> {
    yield* this.openAhead(this.options.events.readStream(stream, options));
  }

  readAll(options: ReadAllOptions): AsyncIterable<RecordedEvent> {
    return this.openAhead(this.options.events.readAll(options));
  }

  async *subscribe(options: SubscribeOptions): AsyncIterable<EventBatch> {
    for await (const batch of this.options.events.subscribe(options)) {
      const events = await this.openAll(batch.events);
      yield events === batch.events ? batch : { events, position: batch.position, caughtUp: batch.caughtUp };
    }
  }

  head(): Promise<Position> {
    return this.options.events.head();
  }

  ping(): Promise<void> {
    return this.options.events.ping();
  }

  async close(): Promise<void> {
    // What was accepted before goes down to the store below first.
    while (this.preparing > 0) await setImmediate();
    await this.options.events.close();
    await this.options.keys.close();
  }

  /** Ids of persons, by the secret of the key store. @throws StoreUnavailable */
  async personIds(): Promise<PersonIds> {
    return (this.ids ??= new PersonIds(await this.options.keys.secret()));
  }

  private async appendSealed(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
  ): Promise<AppendResult> {
    this.preparing += 1;
    let handedDown: Promise<AppendResult>;
    let subject: KeyRequest | undefined;
    try {
      const planned = await this.plan(stream, events);
      subject = planned.subject;
      const fetching = this.haveKeys(planned.events);
      if (fetching !== undefined) await fetching;
      const sealed = planned.events.map((item) => ('parted' in item ? this.seal(stream, item) : item));
      handedDown = this.options.events.append(stream, sealed, expected);
    } finally {
      this.preparing -= 1;
    }
    const result = await handedDown;
    if (subject !== undefined && !result.duplicate) this.subjects.set(stream, subject);
    return result;
  }

  /** Parts the personal from the rest, and finds out whose it is. */
  private async plan(stream: string, events: readonly NewEvent[]) {
    if (!this.ring.isFresh) await this.ring.renew();
    const ids = this.ids ?? (await this.personIds());
    let subject = this.subjects.get(stream);
    const stored: (NewEvent | Planned)[] = [];
    for (const event of events) {
      const map = this.maps.get(event.type);
      const parted = map?.take(event.data);
      if (map === undefined || parted === undefined) {
        stored.push(event);
        continue;
      }
      const person =
        this.subjectNow(map.of, event.data, subject, ids) ?? (await this.findSubject(map.of, stream, event.data, ids));
      // Nobody whose it could be: an event of before there were keys.
      if (person === undefined) {
        stored.push(event);
        continue;
      }
      subject ??= person;
      stored.push({ event, parted, person });
    }
    return { events: stored, subject };
  }

  /** From here to the sealing nothing may be waited for: a key that is destroyed meanwhile is missed here. */
  private haveKeys(stored: readonly (NewEvent | Planned)[]): Promise<void> | undefined {
    const missing = stored.flatMap((item) => ('person' in item && !this.ring.has(item.person) ? [item.person] : []));
    if (missing.length === 0) return undefined;
    return this.ring.fetch(missing).then(() => this.haveKeys(stored));
  }

  private seal(stream: string, { event, parted, person }: Planned): NewEvent {
    const key = this.ring.toSeal(person.person);
    if (key === undefined) throw new Error('a key that was fetched is in memory');
    const place = { stream, eventId: event.metadata.eventId };
    const box = `${key.generation}.${sealBox(JSON.stringify(parted.texts), key.key, place)}`;
    const metadata: StoredMetadata = Object.assign({ person: key.person, box }, event.metadata);
    return { type: event.type, data: parted.data, metadata };
  }

  /** Whose an event is, where nothing has to be read for it. */
  private subjectNow(
    of: PersonalData['of'],
    data: JsonObject,
    subject: KeyRequest | undefined,
    ids: PersonIds,
  ): KeyRequest | undefined {
    if (of === 'stream') return subject;
    if ('named' in of) return ids.of(namingIn(data, of.named));
    return this.subjects.get(`incident-${valueAt(data, of.incident)}`);
  }

  private findSubject(
    of: PersonalData['of'],
    stream: string,
    data: JsonObject,
    ids: PersonIds,
  ): Promise<KeyRequest | undefined> {
    if (of === 'stream') return this.subjectOf(stream, ids);
    return 'named' in of ? Promise.resolve(undefined) : this.subjectOf(`incident-${valueAt(data, of.incident)}`, ids);
  }

  /** Whom a stream is about, by its first event. */
  private async subjectOf(stream: string, ids: PersonIds): Promise<KeyRequest | undefined> {
    const known = this.subjects.get(stream);
    if (known !== undefined) return known;
    const first = await this.first(stream);
    if (first === undefined) return undefined;
    const { person } = first.metadata;
    const of = this.maps.get(first.type)?.of;
    const found =
      person !== undefined
        ? { person, marks: [] }
        : of === undefined || of === 'stream'
          ? undefined
          : (this.subjectNow(of, first.data, undefined, ids) ?? (await this.findSubject(of, stream, first.data, ids)));
    if (found !== undefined) this.subjects.set(stream, found);
    return found;
  }

  private async first(stream: string): Promise<RecordedEvent | undefined> {
    try {
      for await (const event of this.options.events.readStream(stream, { limit: 1 })) return event;
    } catch (error) {
      if (!(error instanceof StreamNotFound)) throw error;
    }
    return undefined;
  }

  /** Keys are looked up for some events at once; an event is not held back for longer than the next of them takes. */
  private async *openAhead(events: AsyncIterable<RecordedEvent>): AsyncIterable<RecordedEvent> {
    let ahead: RecordedEvent[] = [];
    for await (const event of events) {
      if (ahead.length === 0 && !isSealed(event)) {
        yield event;
        continue;
      }
      ahead.push(event);
      if (ahead.length < READ_AHEAD) continue;
      yield* await this.openAll(ahead);
      ahead = [];
    }
    if (ahead.length > 0) yield* await this.openAll(ahead);
  }

  private async openAll(events: readonly RecordedEvent[]): Promise<readonly RecordedEvent[]> {
    if (!events.some(isSealed)) return events;
    if (!this.ring.isFresh) await this.ring.renew();
    for (let missing = this.missing(events); missing.length > 0; missing = this.missing(events))
      await this.ring.fetchAll(missing);
    return events.map((event) => (isSealed(event) ? this.open(event) : event));
  }

  private missing(events: readonly RecordedEvent[]): readonly KeyReference[] {
    const missing = new Map<string, KeyReference>();
    for (const event of events) {
      if (!isSealed(event) || this.opened.has(event)) continue;
      const reference = keyOf(event);
      const name = referenceOf(reference);
      if (this.ring.toOpen(name) === undefined) missing.set(name, reference);
    }
    return [...missing.values()];
  }

  private open(event: RecordedEvent): RecordedEvent {
    const before = this.opened.get(event);
    if (before !== undefined) return before;
    const { box = '', ...metadata } = event.metadata as StoredMetadata;
    const key = this.ring.toOpen(referenceOf(keyOf(event)));
    const map = this.maps.get(event.type);
    const texts = key === null || key === undefined ? undefined : this.textsOf(event, box, key);
    const { data } = event;
    const opened: RecordedEvent = Object.assign({}, event, {
      data: map === undefined ? data : texts === undefined ? map.erase(data) : map.put(data, texts),
      metadata,
    });
    this.opened.set(event, opened);
    return opened;
  }

  private textsOf(event: RecordedEvent, box: string, key: Buffer): Texts | undefined {
    try {
      const place = { stream: event.stream, eventId: event.metadata.eventId };
      return JSON.parse(openBox(box.slice(box.indexOf('.') + 1), key, place)) as Texts;
    } catch (error) {
      if (!(error instanceof BrokenBox)) throw error;
      this.options.onBroken?.(error);
      return undefined;
    }
  }
}

const isSealed = ({ metadata }: RecordedEvent): boolean => (metadata as StoredMetadata).box !== undefined;

function keyOf({ metadata }: RecordedEvent): KeyReference {
  const { person = '', box = '' } = metadata as StoredMetadata;
  return { person, generation: Number.parseInt(box, 10) };
}

function namingIn(data: JsonObject, named: { readonly [K in keyof Required<Naming>]: string }): Naming {
  return { userId: textAt(data, named.userId), contact: textAt(data, named.contact), name: textAt(data, named.name) };
}

const textAt = (data: JsonObject, field: string): string | undefined => {
  const value = data[field];
  return typeof value === 'string' ? value : undefined;
};

/** A value below, by its way: `incidents.0`. */
function valueAt(data: JsonObject, way: string): string {
  let value: unknown = data;
  for (const step of way.split('.')) value = (value as Readonly<Record<string, unknown>> | undefined)?.[step];
  return String(value ?? '');
}
