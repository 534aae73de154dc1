import type { Collection, Document, Instant } from '@evidesk/kernel';
import type { Page, Query, ReadStore, Write } from '@evidesk/read-store';
import type { ScheduledDeadlines } from './deadline-book.js';

interface Entry {
  readonly due: Instant;
  readonly document: ScheduledDeadlines;
}

/**
 * Keeps the view of one process manager in memory: what it remembers by id, and what it has scheduled in the order in
 * which it falls due. Answers the two questions that a process asks of its read store, and no others.
 */
export class DueShelf implements Pick<ReadStore, 'find' | 'getMany'> {
  private readonly tables = new Map<string, Map<string, Document>>();
  private readonly scheduled = new Map<string, ScheduledDeadlines>();
  /** A binary heap, soonest first, with entries of documents that were replaced since. */
  private readonly heap: Entry[] = [];

  constructor(private readonly deadlines: Collection<ScheduledDeadlines>) {}

  /** When something falls due next; `undefined`: nothing is scheduled. */
  get soonest(): Instant | undefined {
    return this.peek()?.due;
  }

  /** Takes over what a process has changed. */
  commit(writes: readonly Write[]): void {
    for (const write of writes) {
      if (write.collection === this.deadlines.name) this.schedule(write as Write<ScheduledDeadlines>);
      else this.keep(write);
    }
  }

  async getMany<D extends Document>({ name }: Collection<D>, ids: readonly string[]): Promise<ReadonlyMap<string, D>> {
    const table = this.tables.get(name);
    return new Map(
      ids.flatMap((id) => {
        const document = table?.get(id);
        return document === undefined ? [] : [[id, document as D] as const];
      }),
    );
  }

  /** What is due by `where.due.lte` (without: whatever is next), soonest first. */
  async find<D extends Document>(_collection: Collection<D>, { where, limit = 50 }: Query): Promise<Page<D>> {
    const until = (where?.['due'] as { readonly lte: Instant } | undefined)?.lte;
    const found: Entry[] = [];
    while (found.length < limit) {
      const next = this.peek();
      if (next === undefined || (until !== undefined && next.due > until)) break;
      found.push(this.pop() as Entry);
    }
    for (const entry of found) this.push(entry);
    return { items: found.map(({ document }) => document as unknown as D) };
  }

  private keep(write: Write): void {
    const table = this.tables.get(write.collection) ?? new Map<string, Document>();
    this.tables.set(write.collection, table);
    if (write.kind === 'put') table.set(write.document.id, write.document);
    else table.delete(write.id);
  }

  private schedule(write: Write<ScheduledDeadlines>): void {
    if (write.kind === 'delete') {
      this.scheduled.delete(write.id);
      return;
    }
    const { document } = write;
    this.scheduled.set(document.id, document);
    this.push({ due: document.due, document });
  }

  /** The soonest entry whose document still is as it was scheduled. */
  private peek(): Entry | undefined {
    for (;;) {
      const first = this.heap[0];
      if (first === undefined || this.scheduled.get(first.document.id) === first.document) return first;
      this.pop();
    }
  }

  private push(entry: Entry): void {
    const { heap } = this;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(entry, heap[parent] as Entry)) break;
      heap[at] = heap[parent] as Entry;
      at = parent;
    }
    heap[at] = entry;
  }

  private pop(): Entry | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Entry, heap[child] as Entry)) child += 1;
      if (!isBefore(heap[child] as Entry, last)) break;
      heap[at] = heap[child] as Entry;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

/** Ties go by id, so that the order does not depend on the heap's past. */
function isBefore(a: Entry, b: Entry): boolean {
  return a.due < b.due || (a.due === b.due && a.document.id < b.document.id);
}
