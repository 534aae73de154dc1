import type { EventStore } from '@evidesk/event-store';
import { type Clock, type Instant, type Position, type RecordedEvent, START } from '@evidesk/kernel';
import { openMemoryReadStore, type ReadStore } from '@evidesk/read-store';
import { viewOf } from '@evidesk/runtime';
import { LRUCache } from 'lru-cache';
import { type AsOf, standing, tooEarly, tooLate } from './as-of.js';
import { type CheckpointHeader, CheckpointStore } from './checkpoint-store.js';
import { generationsOf, sameGenerations, streamsOf } from './travelling.js';
import { type Kept, type TravellingView, ViewFold } from './view-fold.js';

/** Views as they were. */
export interface Past {
  /** Holds the views that were asked for; queries of today read them. For reading only. */
  readonly store: ReadStore;
  /** The last event that was looked at. */
  readonly position: Position;
  /** The instant that was asked for, or that of the position. */
  readonly instant: Instant;
}

export interface TimeMachineOptions {
  readonly eventStore: EventStore;
  readonly readStore: ReadStore;
  readonly clock: Clock;
  readonly views: readonly TravellingView[];
}

/** Pasts that are kept for the next page. */
const KEPT_PASTS = 4;
const COMMIT = 5_000;

/** Dependency-injection token of the time machine. */
export const TIME_MACHINE = Symbol('TimeMachine');

/** Shows views as they were: from the nearest checkpoint on, by the views' own projections (design, section 5). */
export class TimeMachine {
  private readonly checkpoints: CheckpointStore;
  private readonly pasts = new LRUCache<string, Promise<Past>>({ max: KEPT_PASTS });
  /** One past is folded at a time, so that many who ask do not take all memory. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: TimeMachineOptions) {
    this.checkpoints = new CheckpointStore(options.readStore);
  }

  /** Lets go of every past in memory: what events say has become another. */
  forget(): void {
    this.pasts.clear();
  }

  /**
   * The named views as they were.
   * @throws DomainError `as-of.too-early`, `as-of.too-late`; StoreUnavailable
   */
  async at(asOf: AsOf, names: readonly string[]): Promise<Past> {
    const views = names.map((name) => this.view(name));
    const head = await this.assertReachable(asOf);
    // A position's past never changes; that of an instant may, by what is recorded later.
    const key = JSON.stringify([asOf, names, 'position' in asOf ? undefined : head]);
    const known = this.pasts.get(key);
    if (known !== undefined) return known;
    const past = this.turn.then(() => this.travel(asOf, views));
    this.turn = past.catch(() => undefined);
    this.pasts.set(key, past);
    past.catch(() => this.pasts.delete(key));
    return past;
  }

  /** Refuses what has not come yet. @returns the store's head */
  async assertReachable(asOf: AsOf): Promise<Position> {
    const head = await this.options.eventStore.head();
    const now = this.options.clock.now();
    const isFuture = 'position' in asOf ? asOf.position > head : asOf.instant > now;
    if (isFuture) throw tooLate(asOf, now, head);
    return head;
  }

  private async travel(asOf: AsOf, views: readonly TravellingView[]): Promise<Past> {
    const { eventStore } = this.options;
    await this.assertBegun(asOf);
    const accepts = (event: RecordedEvent): boolean => standing(asOf, event) === 'within';
    const folds = views.map((view) => new ViewFold(view, eventStore, accepts));
    const base = await this.base(asOf, views);
    if (base !== undefined)
      for (const fold of folds) fold.load(await this.checkpoints.load(base, fold.view.projection.name));
    let position = base?.position ?? START;
    let instant = 'position' in asOf ? (base?.recordedAt ?? '') : asOf.instant;
    for (const stretch of await this.stretches(asOf, position)) {
      for await (const event of this.read(stretch.after, views)) {
        if (stretch.upTo !== undefined && event.position > stretch.upTo) break;
        const stands = standing(asOf, event);
        if (stands === 'behind') break;
        position = event.position;
        if (stands === 'left-out') continue;
        if ('position' in asOf) instant = event.metadata.recordedAt;
        for (const fold of folds) await fold.take(event);
      }
    }
    const store = openMemoryReadStore();
    await store.define(folds.map(({ view }) => viewOf(view.projection)));
    for (const fold of folds) await fill(store, fold.view, await fold.kept(), position);
    return { store, position, instant };
  }

  /** The newest checkpoint that lies in this past as a whole. */
  private async base(asOf: AsOf, views: readonly TravellingView[]): Promise<CheckpointHeader | undefined> {
    const within =
      'position' in asOf
        ? { position: asOf.position }
        : asOf.by === 'recorded'
          ? { recordedAt: asOf.instant }
          : { occurredAt: asOf.instant };
    const found = await this.checkpoints.newest(within);
    if (found === undefined) return undefined;
    return sameGenerations(found.generations, await generationsOf(this.options.readStore, views)) ? found : undefined;
  }

  /**
   * What is still to be read. By occurrence that is everything to this day, without the stretches between checkpoints
   * in which nothing occurred by then.
   */
  private async stretches(
    asOf: AsOf,
    after: Position,
  ): Promise<readonly { readonly after: Position; readonly upTo?: Position }[]> {
    if (asOf.by === 'recorded') return [{ after }];
    const wanted: { readonly after: Position; readonly upTo?: Position }[] = [];
    let start = after;
    for (const { position, earliest } of await this.checkpoints.behind(after)) {
      if (earliest <= asOf.instant) wanted.push({ after: start, upTo: position });
      start = position;
    }
    return [...wanted, { after: start }];
  }

  /** Refuses what lies before the first event. */
  private async assertBegun(asOf: AsOf): Promise<void> {
    const first = await this.first();
    if (first === undefined) throw tooEarly(asOf, first);
    // What is told late may have occurred before all that was recorded first.
    const isEarly =
      'position' in asOf
        ? asOf.position < first.position
        : asOf.by === 'recorded' && asOf.instant < first.metadata.recordedAt;
    if (isEarly) throw tooEarly(asOf, first);
  }

  private async first(): Promise<RecordedEvent | undefined> {
    for await (const event of this.options.eventStore.readAll({ after: START, limit: 1 })) return event;
    return undefined;
  }

  private read(after: Position, views: readonly TravellingView[]): AsyncIterable<RecordedEvent> {
    return this.options.eventStore.readAll({ after, filter: { streamPrefixes: streamsOf(views) } });
  }

  private view(name: string): TravellingView {
    const view = this.options.views.find(({ projection }) => projection.name === name);
    if (view === undefined) throw new Error(`the past of the view ${name} is not kept`);
    return view;
  }
}

async function fill(store: ReadStore, { projection, keeps }: TravellingView, { documents }: Kept, position: Position) {
  const collection =
    keeps === 'documents' ? projection.collection.name : (projection.aggregates?.collection.name ?? '');
  const { generation } = await store.checkpoint(projection.name);
  for (let from = 0; from === 0 || from < documents.length; from += COMMIT) {
    const writes = documents
      .slice(from, from + COMMIT)
      .map((document) => ({ kind: 'put', collection, document }) as const);
    await store.commit({ view: projection.name, generation, fence: 0, position, writes });
  }
}
