/** Something to be done at an instant, ms since the epoch. */
interface Entry<T> {
  readonly at: number;
  /** Ties go by the order of noting. */
  readonly order: number;
  readonly key: string;
  readonly task: T;
}

/** What is to be done next, one task a key: a later note replaces the earlier. */
export class Agenda<T> {
  private readonly heap: Entry<T>[] = [];
  private readonly current = new Map<string, Entry<T>>();
  private noted = 0;

  /** When the next task is; `undefined`: nothing is left to do. */
  get next(): number | undefined {
    return this.first()?.at;
  }

  note(key: string, at: number, task: T): void {
    this.noted += 1;
    const entry = { at, order: this.noted, key, task };
    this.current.set(key, entry);
    this.push(entry);
  }

  /** Calls off what was noted under a key. */
  strike(key: string): void {
    this.current.delete(key);
  }

  /** Takes the next task off the agenda. */
  take(): { readonly key: string; readonly task: T } | undefined {
    const entry = this.first();
    if (entry === undefined) return undefined;
    this.pop();
    this.current.delete(entry.key);
    return entry;
  }

  private first(): Entry<T> | undefined {
    for (;;) {
      const entry = this.heap[0];
      if (entry === undefined || this.current.get(entry.key) === entry) return entry;
      this.pop();
    }
  }

  private push(entry: Entry<T>): void {
    const { heap } = this;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(entry, heap[parent] as Entry<T>)) break;
      heap[at] = heap[parent] as Entry<T>;
      at = parent;
    }
    heap[at] = entry;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Entry<T>, heap[child] as Entry<T>)) child += 1;
      if (!isBefore(heap[child] as Entry<T>, last)) break;
      heap[at] = heap[child] as Entry<T>;
      at = child;
    }
    heap[at] = last;
  }
}

const isBefore = (a: Entry<unknown>, b: Entry<unknown>): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
