import type { Position } from '@evidesk/kernel';
import { type FeedStream, frameOf } from '@evidesk/platform';
import type { QueueItem } from '../queue/queue.projection.js';
import { type QueueId, stands } from './queue-id.js';

/** How many changes are kept for those who come again. */
const MOST_KEPT = 1_000;
/** How many incidents of a queue are known to be in it. */
export const MOST_MEMBERS = 5_000;

/** A queue as it is at the start of a feed. */
export interface QueueSnapshot {
  readonly items: readonly QueueItem[];
  /** Everything up to here is in. */
  readonly position: Position;
  /** False when there are more. */
  readonly complete: boolean;
}

interface Change {
  readonly event: 'entered' | 'changed' | 'left';
  readonly data: { readonly item: QueueItem } | { readonly id: string };
}

const NOTHING: readonly Change[] = [];

/** What became of an incident that was touched; nothing: no queue has it any more. */
export interface Touched {
  readonly id: string;
  readonly item: QueueItem | undefined;
}

/**
 * One queue, as seen by those who may see the same of it: who is in it, the newest changes, and all who listen. A change
 * is put into words once, however many listen.
 */
export class LiveQueue {
  readonly listeners = new Set<FeedStream>();
  /** What is in the queue, as it was told last. */
  private readonly members = new Map<string, string>();
  private readonly kept: { readonly position: Position; readonly frame: string }[] = [];
  /** Changes behind this position are kept. */
  private base: Position;
  private position: Position;
  private snapshot: string | undefined;
  private complete: boolean;

  /**
   * @param tag goes into the ids of events: those of another queue, of other rights or of another process are not resumed from
   */
  constructor(
    readonly id: QueueId,
    readonly groups: readonly string[] | undefined,
    private readonly tag: string,
    { items, position, complete }: QueueSnapshot,
  ) {
    this.base = position;
    this.position = position;
    this.complete = complete;
    for (const item of items) this.members.set(item.id, JSON.stringify(item));
  }

  /** Tells a listener what the queue is, or, where that is known, what has changed since he had this event. */
  join(listener: FeedStream, lastEventId: string | undefined): void {
    const since = this.positionIn(lastEventId);
    if (since === undefined) listener.offer(this.wholly());
    else for (const { position, frame } of this.kept) if (position > since) listener.offer(frame);
    this.listeners.add(listener);
  }

  /** Takes in what became of incidents, and tells all listeners what that changes. */
  apply(position: Position, touched: readonly Touched[]): void {
    this.position = position;
    const changes = touched.flatMap(({ id, item }) =>
      item !== undefined && stands(item, this.id, this.groups) ? this.put(item) : this.leave(id),
    );
    if (changes.length === 0) return;
    // The id comes with the last: who has heard only some of them is told all of them again.
    const told = changes
      .map(({ event, data }, index) =>
        index === changes.length - 1 ? frameOf(event, data, this.eventId(position)) : frameOf(event, data),
      )
      .join('');
    this.snapshot = undefined;
    this.keep(position, told);
    for (const listener of this.listeners) listener.offer(told);
  }

  private put(item: QueueItem): readonly Change[] {
    const text = JSON.stringify(item);
    const before = this.members.get(item.id);
    if (before === text) return NOTHING;
    if (before !== undefined || this.members.size < MOST_MEMBERS) this.members.set(item.id, text);
    else this.complete = false;
    return [{ event: before === undefined ? 'entered' : 'changed', data: { item } }];
  }

  /** Of a queue that is not wholly known, whoever is not in it may have left it. */
  private leave(id: string): readonly Change[] {
    return this.members.delete(id) || !this.complete ? [{ event: 'left', data: { id } }] : NOTHING;
  }

  private keep(position: Position, frame: string): void {
    this.kept.push({ position, frame });
    if (this.kept.length <= MOST_KEPT) return;
    this.base = this.kept.shift()?.position ?? this.base;
  }

  private wholly(): string {
    const { complete, position } = this;
    this.snapshot ??= `id: ${this.eventId(position)}\nevent: queue\ndata: {"items":[${[...this.members.values()].join(',')}],"complete":${complete},"asOfPosition":${JSON.stringify(position)}}\n\n`;
    return this.snapshot;
  }

  private readonly eventId = (position: Position): string => `${position || '0'}.${this.tag}`;

  private positionIn(eventId: string | undefined): Position | undefined {
    if (eventId === undefined || !eventId.endsWith(`.${this.tag}`)) return undefined;
    const text = eventId.slice(0, -this.tag.length - 1);
    const position = text === '0' ? '' : text;
    return position >= this.base && position <= this.position ? position : undefined;
  }
}
