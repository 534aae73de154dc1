import type { Contribution, Document, Projection, RecordedEvent, Upcast } from '@evidesk/kernel';
import type { ReadStore, Write } from '@evidesk/read-store';
import { AggregateSums } from './aggregate-sums.js';
import { DocumentCache } from './document-cache.js';
import type { EventHandler, HandlerContext } from './event-handler.js';
import { retryEvent } from './retry-event.js';

const NONE: readonly never[] = [];
/** Contributions of a document are remembered up to this many, so that memory stays bounded by the count of documents. */
const REMEMBERED_CONTRIBUTIONS = 8;

/** A document in memory. */
interface Entry<D> {
  readonly id: string;
  /** With all events that were taken in. */
  document: D | undefined;
  /** As it was given to the last commit. */
  saved: D | undefined;
  /** What `saved` contributes, when remembered. */
  contributions: readonly Contribution[] | undefined;
  dirty: boolean;
}

export interface ProjectionHandlerOptions {
  readonly readStore: ReadStore;
  readonly upcast?: Upcast;
  /** How many documents, and how many aggregates, are kept in memory. */
  readonly cachedDocuments: number;
}

/** Folds events into the documents and aggregates of a projection. */
export class ProjectionHandler<D extends Document> implements EventHandler {
  readonly urgent = false;
  private readonly cache: DocumentCache<Entry<D>>;
  private readonly sums: AggregateSums | undefined;
  private readonly dirty: Entry<D>[] = [];
  /** One for each event that the projection keeps a line of. */
  private readonly lines: Document[] = [];
  private readonly upcast: Upcast | undefined;
  private generation = 0;
  private fromEmpty = false;
  // Scratch of one fold, kept to spare allocations.
  private readonly keys: (readonly string[])[] = [];
  private readonly current: RecordedEvent[] = [];
  private readonly missing = new Set<string>();
  private failure: unknown;

  constructor(
    private readonly projection: Projection<D>,
    private readonly options: ProjectionHandlerOptions,
  ) {
    this.cache = new DocumentCache(options.cachedDocuments);
    this.upcast = options.upcast;
    const { aggregates } = projection;
    this.sums = aggregates && new AggregateSums(aggregates.collection, options.cachedDocuments);
  }

  get pending(): number {
    return this.dirty.length + this.lines.length;
  }

  reset(generation: number, empty: boolean): void {
    this.generation = generation;
    this.fromEmpty = empty;
    this.dirty.length = 0;
    this.lines.length = 0;
    this.cache.clear();
    this.sums?.reset(empty);
  }

  async handle(events: readonly RecordedEvent[], context: HandlerContext): Promise<void> {
    let at = 0;
    while (at < events.length) {
      at = await this.fold(events, at, context);
      const failed = events[at];
      if (failed === undefined) return;
      if (context.parking.isBlocked(failed.stream)) context.parking.block(failed);
      else await retryEvent(failed, this.failure, context, () => this.attempt(failed, context));
      at += 1;
    }
  }

  async attempt(event: RecordedEvent, context: HandlerContext): Promise<void> {
    const end = this.plan([event], 0);
    await this.loadMissing(context);
    if (end === 0 || this.apply([event], 0, 1, undefined) === 0) throw this.failure;
  }

  async drain(context: HandlerContext): Promise<Write[]> {
    const writes: Write[] = [];
    const collection = this.projection.collection.name;
    for (const entry of this.dirty) {
      entry.dirty = false;
      const { id, document, saved } = entry;
      if (document === saved) continue;
      this.moveContributions(entry);
      if (document === undefined) writes.push({ kind: 'delete', collection, id });
      else writes.push({ kind: 'put', collection, document });
      entry.saved = document;
    }
    this.dirty.length = 0;
    const { aggregates, entries } = this.projection;
    if (entries !== undefined) {
      for (const document of this.lines) writes.push({ kind: 'put', collection: entries.collection.name, document });
      this.lines.length = 0;
    }
    if (this.sums !== undefined && aggregates !== undefined) {
      const load = (ids: readonly string[]) =>
        context.patiently(() => this.options.readStore.getMany(aggregates.collection, ids, this.generation));
      await this.sums.drain(writes, load);
    }
    this.cache.trim();
    return writes;
  }

  /** Takes in events from `from` on; where it stopped: the event that failed (see `failure`), or the end. */
  private async fold(events: readonly RecordedEvent[], from: number, context: HandlerContext): Promise<number> {
    const end = this.plan(events, from);
    if (this.missing.size > 0) await this.loadMissing(context);
    return this.apply(events, from, end, context);
  }

  /** Upcasts, asks for keys and notes the documents to load; the end is where one of these failed. */
  private plan(events: readonly RecordedEvent[], from: number): number {
    const { projection, upcast, cache, keys, current, missing } = this;
    missing.clear();
    let at = from;
    try {
      for (; at < events.length; at += 1) {
        const stored = events[at] as RecordedEvent;
        const event = upcast === undefined ? stored : upcast(stored);
        let ids = projection.keys(event);
        if (ids.length > 1) ids = [...new Set(ids)];
        keys[at] = ids;
        current[at] = event;
        for (const id of ids) if (cache.get(id) === undefined) missing.add(id);
      }
    } catch (error) {
      this.failure = error;
    }
    return at;
  }

  private async loadMissing(context: HandlerContext): Promise<void> {
    const { missing, cache } = this;
    if (missing.size === 0) return;
    const { collection } = this.projection;
    // A generation that began empty has no document that is not in memory, as long as none was evicted.
    const known = this.fromEmpty && cache.complete;
    const found = known
      ? undefined
      : await context.patiently(() => this.options.readStore.getMany(collection, [...missing], this.generation));
    for (const id of missing) {
      const document = found?.get(id);
      cache.set(id, { id, document, saved: document, contributions: undefined, dirty: false });
    }
    missing.clear();
  }

  /** Projects what was planned; an event changes all of its documents or none. */
  private apply(
    events: readonly RecordedEvent[],
    from: number,
    end: number,
    context: HandlerContext | undefined,
  ): number {
    const { keys, current } = this;
    const parking = context?.parking;
    let at = from;
    try {
      for (; at < end; at += 1) {
        const ids = keys[at] ?? NONE;
        if (ids.length === 0) continue;
        const event = current[at] as RecordedEvent;
        if (parking?.isBlocked(event.stream)) {
          parking.block(event);
          continue;
        }
        if (ids.length === 1) {
          const entry = this.entry(ids[0] as string);
          const document = this.project(entry, event);
          this.keepLine(entry, event, document);
          this.put(entry, document);
          continue;
        }
        const entries = ids.map((id) => this.entry(id));
        const documents = entries.map((entry) => this.project(entry, event));
        entries.forEach((entry, index) => this.put(entry, documents[index]));
      }
    } catch (error) {
      this.failure = error;
    }
    return at;
  }

  private entry(id: string): Entry<D> {
    const entry = this.cache.get(id);
    if (entry === undefined) throw new Error(`document ${id} was not loaded`);
    return entry;
  }

  private project(entry: Entry<D>, event: RecordedEvent): D | undefined {
    const document = this.projection.project(entry.document, event, entry.id) ?? undefined;
    if (document !== undefined && document.id !== entry.id)
      throw new Error(`the document with key ${entry.id} came out with the id ${document.id}`);
    return document;
  }

  /** The event's own document, where the projection keeps one and the event touches one document alone. */
  private keepLine(entry: Entry<D>, event: RecordedEvent, document: D | undefined): void {
    const { entries } = this.projection;
    if (entries === undefined || document === undefined) return;
    const line = entries.entry(entry.document, event, document);
    if (line !== null) this.lines.push(line);
  }

  private put(entry: Entry<D>, document: D | undefined): void {
    if (document === entry.document) return;
    entry.document = document;
    if (entry.dirty) return;
    entry.dirty = true;
    this.dirty.push(entry);
  }

  private moveContributions(entry: Entry<D>): void {
    const { aggregates } = this.projection;
    if (this.sums === undefined || aggregates === undefined) return;
    const { document, saved } = entry;
    const before = entry.contributions ?? (saved === undefined ? NONE : aggregates.contributions(saved));
    const after = document === undefined ? NONE : aggregates.contributions(document);
    this.sums.move(before, after);
    entry.contributions = after.length <= REMEMBERED_CONTRIBUTIONS ? after : undefined;
  }
}
