import type { Document, ProcessMemory, RecordedEvent } from '@evidesk/kernel';
import type { ReadStore, Write } from '@evidesk/read-store';
import { DocumentCache } from './document-cache.js';
import type { HandlerContext } from './event-handler.js';

/** `null`: known not to exist. */
interface Remembered<M> {
  readonly document: M | null;
}

/** What a process manager remembers, folded from events and kept in its view. */
export class MemoryFold<M extends Document> {
  private readonly cache: DocumentCache<Remembered<M>>;
  private pending = new Map<string, M | null>();
  private generation = 0;

  constructor(
    private readonly memory: ProcessMemory<M>,
    private readonly readStore: Pick<ReadStore, 'getMany'>,
    cached: number,
  ) {
    this.cache = new DocumentCache(cached);
  }

  get size(): number {
    return this.pending.size;
  }

  /** Fetches what the events will ask for. @throws Interrupted */
  async load(events: readonly RecordedEvent[], context: HandlerContext): Promise<void> {
    const missing = new Set<string>();
    for (const event of events) {
      const key = this.memory.key(event);
      if (key !== undefined && this.cache.get(key) === undefined) missing.add(key);
    }
    if (missing.size === 0) return;
    const ids = [...missing];
    const found = await context.patiently(() => this.readStore.getMany(this.memory.collection, ids, this.generation));
    for (const id of ids) this.cache.set(id, { document: found.get(id) ?? null });
  }

  /** The document that an event belongs to, with the event taken in; it was loaded before. */
  take(event: RecordedEvent): M | undefined {
    const key = this.memory.key(event);
    if (key === undefined) return undefined;
    const before = this.cache.get(key)?.document ?? undefined;
    const after = this.memory.remember(before, event, key);
    if (after !== (before ?? null)) {
      this.cache.set(key, { document: after });
      this.pending.set(key, after);
    }
    return after ?? undefined;
  }

  /** The writes since the last time. */
  drain(writes: Write[]): void {
    const collection = this.memory.collection.name;
    for (const [id, document] of this.pending)
      writes.push(document === null ? { kind: 'delete', collection, id } : { kind: 'put', collection, document });
    this.pending = new Map();
    this.cache.trim();
  }

  reset(generation: number): void {
    this.generation = generation;
    this.pending = new Map();
    this.cache.clear();
  }
}
