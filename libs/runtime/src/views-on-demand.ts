import type { EventStore } from '@evidesk/event-store';
import type { Clock, Collection, Document, Position, Projection, RecordedEvent } from '@evidesk/kernel';
import type { Checkpoint, Commit, Lease, Page, Query, ReadStore, View } from '@evidesk/read-store';
import type { HandlerContext } from './event-handler.js';
import { parkedCollection } from './parked-event.js';
import { ParkingLot } from './parking-lot.js';
import { ProjectionHandler } from './projection-handler.js';
import { viewOf } from './view-of.js';

const BATCH = 1_000;
const CACHED = 20_000;

/** A view and how far it has been filled. */
interface Filled {
  readonly projection: Projection;
  readonly handler: ProjectionHandler<Document>;
  readonly parking: ParkingLot;
  readonly context: HandlerContext;
  position: Position;
}

/**
 * A read store whose views are filled by whoever reads them: each read sees everything that is in the event store, and a
 * view that nobody reads costs nothing. For one process that has both stores for itself; there are no runners.
 */
export class ViewsOnDemand implements ReadStore {
  private readonly views = new Map<string, Filled>();
  private readonly viewOfCollection = new Map<string, string>();

  /** @param store must have the views of the projections defined before they are read */
  constructor(
    private readonly store: ReadStore,
    private readonly eventStore: EventStore,
    projections: readonly Projection[],
    clock: Clock,
  ) {
    for (const projection of projections) {
      const { name, collections } = viewOf(projection);
      for (const collection of collections) this.viewOfCollection.set(collection.name, name);
      const parking = new ParkingLot(parkedCollection(name), clock);
      const handler = new ProjectionHandler(projection, { readStore: store, cachedDocuments: CACHED });
      handler.reset(1, true);
      const context: HandlerContext = {
        parking,
        signal: new AbortController().signal,
        patiently: (operation) => operation(),
        ensureHeld: () => undefined,
        onRetry: () => undefined,
      };
      this.views.set(name, { projection, handler, parking, context, position: '' });
    }
  }

  async get<D extends Document>(collection: Collection<D>, id: string): Promise<D | undefined> {
    await this.fillFor(collection);
    return this.store.get(collection, id);
  }

  async find<D extends Document>(collection: Collection<D>, query: Query): Promise<Page<D>> {
    await this.fillFor(collection);
    return this.store.find(collection, query);
  }

  async count(collection: Collection, where?: Query['where']): Promise<number> {
    await this.fillFor(collection);
    return this.store.count(collection, where);
  }

  async getMany<D extends Document>(
    collection: Collection<D>,
    ids: readonly string[],
    generation?: number,
  ): Promise<ReadonlyMap<string, D>> {
    await this.fillFor(collection);
    return this.store.getMany(collection, ids, generation);
  }

  async checkpoint(view: string, generation?: number): Promise<Checkpoint> {
    await this.fill(view);
    return this.store.checkpoint(view, generation);
  }

  activeGenerations(views: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.store.activeGenerations(views);
  }

  define(views: readonly View[]): Promise<void> {
    return this.store.define(views);
  }

  commit(commit: Commit): Promise<void> {
    return this.store.commit(commit);
  }

  beginGeneration(view: string): Promise<number> {
    return this.store.beginGeneration(view);
  }

  activate(view: string, generation: number): Promise<void> {
    return this.store.activate(view, generation);
  }

  acquireLease(name: string, owner: string, ttlMs: number): Promise<Lease | undefined> {
    return this.store.acquireLease(name, owner, ttlMs);
  }

  releaseLease(lease: Lease): Promise<void> {
    return this.store.releaseLease(lease);
  }

  purge(): Promise<void> {
    return this.store.purge();
  }

  ping(): Promise<void> {
    return this.store.ping();
  }

  close(): Promise<void> {
    return this.store.close();
  }

  private async fillFor({ name }: Collection): Promise<void> {
    const view = this.viewOfCollection.get(name);
    if (view !== undefined) await this.fill(view);
  }

  /** @throws Error when an event can not be projected */
  private async fill(name: string): Promise<void> {
    const view = this.views.get(name);
    if (view === undefined) return;
    const filter = { streamPrefixes: view.projection.streams };
    let batch: RecordedEvent[] = [];
    for await (const event of this.eventStore.readAll({ after: view.position, filter })) {
      batch.push(event);
      if (batch.length < BATCH) continue;
      await this.take(view, batch);
      batch = [];
    }
    if (batch.length > 0) await this.take(view, batch);
  }

  private async take(view: Filled, events: readonly RecordedEvent[]): Promise<void> {
    const { projection, handler, context, parking } = view;
    await handler.handle(events, context);
    for (const write of parking.writes())
      if (write.kind === 'put') throw new Error(`${projection.name}: ${JSON.stringify(write.document)}`);
    const position = events.at(-1)?.position ?? view.position;
    const writes = await handler.drain(context);
    await this.store.commit({ view: projection.name, generation: 1, fence: 0, position, writes });
    view.position = position;
  }
}
