import type { Collection, Deadline, Document, Instant, ProcessOutput, RecordedEvent } from '@evidesk/kernel';
import type { ReadStore, Write } from '@evidesk/read-store';

type Schedule = Extract<ProcessOutput, { kind: 'schedule' }>;

/** What a process manager has scheduled for one target under one key. */
export interface ScheduledDeadlines extends Document {
  /** `<target>/<key>` */
  readonly id: string;
  readonly target: string;
  /** When there is something to do next. */
  readonly due: Instant;
  /** The event that scheduled it. */
  readonly eventId: string;
  readonly correlationId: string;
  /** What is still to be sent, in the order of its time. */
  readonly deadlines: readonly Deadline[];
  /** How often the first of them has failed. */
  readonly attempts: number;
  /** Why it failed last. */
  readonly error: string | null;
}

/** Where the deadlines of a process manager are. */
export function deadlineCollection(process: string): Collection<ScheduledDeadlines> {
  return {
    name: `${process.toLowerCase().replace(/[^a-z0-9]+/g, '_')}_deadlines`,
    indexes: [
      { name: 'due', fields: ['due'] },
      { name: 'attempts', fields: ['attempts'] },
    ],
  };
}

/** When a deadline is to be acted upon. */
export const timeOf = ({ at, notBefore }: Deadline): Instant =>
  notBefore !== undefined && notBefore > at ? notBefore : at;

/** The deadlines of one process manager: kept in its view, so that they and its checkpoint never disagree. */
export class DeadlineBook {
  private pending = new Map<string, ScheduledDeadlines | null>();
  /** Nothing is due before; `undefined`: nothing is due at all. Too early does no harm. */
  private soonest: Instant | undefined = '';

  constructor(
    readonly collection: Collection<ScheduledDeadlines>,
    private readonly readStore: Pick<ReadStore, 'find'>,
  ) {}

  get size(): number {
    return this.pending.size;
  }

  /** Takes over what an event schedules or calls off. */
  apply({ target, key, deadlines }: Schedule, { metadata }: RecordedEvent): void {
    const id = `${target}/${key}`;
    const { eventId, correlationId } = metadata;
    this.put(id, { id, target, due: '', eventId, correlationId, deadlines, attempts: 0, error: null });
  }

  /** Keeps what is left of a document after some of its deadlines were dealt with. */
  keep(document: ScheduledDeadlines, deadlines: readonly Deadline[]): void {
    this.put(document.id, { ...document, deadlines, attempts: 0, error: null });
  }

  /** Tries a document's first deadline again later. */
  postpone(document: ScheduledDeadlines, deadlines: readonly Deadline[], until: Instant, error: string): void {
    this.pending.set(document.id, { ...document, due: until, deadlines, attempts: document.attempts + 1, error });
    this.expect(until);
  }

  /** False when nothing can be due yet; costs nothing to ask. */
  mayBeDue(now: Instant): boolean {
    return this.soonest !== undefined && now >= this.soonest;
  }

  /** A page of what is due and was committed, soonest first. @throws StoreUnavailable */
  async due(now: Instant, limit: number): Promise<readonly ScheduledDeadlines[]> {
    const { items } = await this.readStore.find(this.collection, { index: 'due', where: { due: { lte: now } }, limit });
    if (items.length > 0) return items;
    const next = await this.readStore.find(this.collection, { index: 'due', limit: 1 });
    this.soonest = next.items[0]?.due;
    return [];
  }

  /** The writes since the last time. */
  drain(writes: Write[]): void {
    for (const [id, document] of this.pending)
      writes.push(
        document === null
          ? { kind: 'delete', collection: this.collection.name, id }
          : { kind: 'put', collection: this.collection.name, document },
      );
    this.pending = new Map();
  }

  reset(): void {
    this.pending = new Map();
    this.soonest = '';
  }

  private put(id: string, document: ScheduledDeadlines): void {
    const deadlines = [...document.deadlines].sort((a, b) => compare(timeOf(a), timeOf(b)) || compare(a.key, b.key));
    const first = deadlines[0];
    if (first === undefined) {
      this.pending.set(id, null);
      return;
    }
    const due = timeOf(first);
    this.pending.set(id, { ...document, deadlines, due });
    this.expect(due);
  }

  private expect(due: Instant): void {
    if (this.soonest === undefined || due < this.soonest) this.soonest = due;
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
