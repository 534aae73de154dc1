import type { EventStore } from '@evidesk/event-store';
import type { Aggregate, Contribution, Document, Projection, RecordedEvent } from '@evidesk/kernel';
import type { Write } from '@evidesk/read-store';
import { AggregateSums } from '@evidesk/runtime';

/** A view of which the past can be asked for. */
export interface TravellingView {
  readonly projection: Projection;
  /**
   * What is asked of it: its documents, where they are few (what is over is deleted), or its sums alone. A document of a
   * view of sums must be fed by one stream.
   */
  readonly keeps: 'documents' | 'sums';
}

/** What a view holds at one position. */
export interface Kept {
  readonly documents: readonly Document[];
  /** Streams with an event that could not be projected: like the runner's, the view goes on without them. */
  readonly blocked: readonly string[];
}

interface Entry {
  /** Its contributions are in the sums. */
  settled: Document | undefined;
  document: Document | undefined;
}

const NONE: readonly Contribution[] = [];
/** Documents of a view of sums that are in memory at a time; others are folded from their streams again when needed. */
const MOST_IN_HAND = 20_000;
const MOST_SUMS = 100_000;

/** Folds events into one view in memory, by the view's own projection: what it holds is what the live view held. */
export class ViewFold {
  private readonly documents = new Map<string, Document>();
  private readonly inHand = new Map<string, Entry>();
  private readonly totals = new Map<string, Aggregate>();
  private readonly sums: AggregateSums | undefined;
  private readonly blocked = new Set<string>();

  /** @param accepts the events of this past: what is read again from a stream is held to it too */
  constructor(
    readonly view: TravellingView,
    private readonly eventStore: Pick<EventStore, 'readStream'>,
    private readonly accepts: (event: RecordedEvent) => boolean = () => true,
  ) {
    const { aggregates } = view.projection;
    if (view.keeps !== 'sums') return;
    if (aggregates === undefined) throw new Error(`${view.projection.name} has no sums`);
    this.sums = new AggregateSums(aggregates.collection, MOST_SUMS);
  }

  /** How many documents or sums are kept. */
  get size(): number {
    return this.documents.size + this.totals.size;
  }

  /** Begins with what the view held at some position. */
  load({ documents, blocked }: Kept): void {
    for (const stream of blocked) this.blocked.add(stream);
    for (const document of documents) {
      if (this.sums === undefined) this.documents.set(document.id, document);
      else this.totals.set(document.id, document as Aggregate);
    }
  }

  /** Takes an event in; the events come in their order. @throws StoreUnavailable */
  async take(event: RecordedEvent): Promise<void> {
    const { projection } = this.view;
    if (this.blocked.has(event.stream) || !projection.streams.some((prefix) => event.stream.startsWith(prefix))) return;
    const keys = this.attempt(event, () => projection.keys(event)) ?? [];
    for (const key of new Set(keys)) {
      if (this.sums === undefined) this.put(key, event);
      else {
        const entry = this.inHand.get(key) ?? (await this.recall(key, event));
        if (this.blocked.has(event.stream)) return;
        this.attempt(event, () => (entry.document = projection.project(entry.document, event, key) ?? undefined));
      }
    }
    if (this.inHand.size > MOST_IN_HAND) {
      await this.settle();
      this.inHand.clear();
    }
  }

  /** What the view holds now. */
  async kept(): Promise<Kept> {
    await this.settle();
    const documents = [...(this.sums === undefined ? this.documents : this.totals).values()];
    return { documents, blocked: [...this.blocked] };
  }

  private put(key: string, event: RecordedEvent): void {
    this.attempt(event, () => {
      const document = this.view.projection.project(this.documents.get(key), event, key);
      if (document === null) this.documents.delete(key);
      else this.documents.set(key, document);
    });
  }

  /** The document as it was before an event, from the events of its stream. */
  private async recall(key: string, { stream, revision }: RecordedEvent): Promise<Entry> {
    const { projection } = this.view;
    let document: Document | undefined;
    if (revision > 0) {
      for await (const event of this.eventStore.readStream(stream, { limit: revision })) {
        if (!this.accepts(event)) continue;
        const before = document;
        this.attempt(event, () => {
          if (projection.keys(event).includes(key)) document = projection.project(before, event, key) ?? undefined;
        });
        if (this.blocked.has(stream)) break;
      }
    }
    const entry: Entry = { settled: document, document };
    this.inHand.set(key, entry);
    return entry;
  }

  private async settle(): Promise<void> {
    const { aggregates } = this.view.projection;
    if (this.sums === undefined || aggregates === undefined) return;
    for (const entry of this.inHand.values()) {
      const { settled, document } = entry;
      if (settled === document) continue;
      this.sums.move(
        settled === undefined ? NONE : aggregates.contributions(settled),
        document === undefined ? NONE : aggregates.contributions(document),
      );
      entry.settled = document;
    }
    const writes: Write[] = [];
    await this.sums.drain(writes, async (ids) => {
      const known = ids.flatMap((id) => this.totals.get(id) ?? []);
      return new Map(known.map((total) => [total.id, total]));
    });
    for (const write of writes) {
      if (write.kind === 'delete') this.totals.delete(write.id);
      else this.totals.set(write.document.id, write.document as Aggregate);
    }
  }

  private attempt<T>({ stream }: RecordedEvent, projecting: () => T): T | undefined {
    try {
      return projecting();
    } catch {
      // The live view has parked it, and shows its stream as it was before: so does the past.
      this.blocked.add(stream);
      return undefined;
    }
  }
}
