import { setImmediate } from 'node:timers/promises';
import type { Position, RecordedEvent } from '@evidesk/kernel';
import type { EventBatch, EventFilter, SubscribeOptions } from './port.js';

/** The most events in a batch, unless the subscriber says otherwise. */
export const DEFAULT_BATCH_SIZE = 1_000;

/** A page of the global order. */
export interface Page {
  readonly events: RecordedEvent[];
  /** How far the store was looked through. */
  readonly position: Position;
  /** True when `position` was the store's head. */
  readonly atHead: boolean;
}

/** A store that reads pages at once and can tell when there may be more. */
export interface PageSource {
  page(after: Position, filter: EventFilter | undefined, limit: number): Page;
  /** Where `changed` counts from; taken before a page is read. */
  readonly mark: number;
  /** Resolves when something may have been appended since the mark, or the signal aborts. */
  changed(mark: number, signal: AbortSignal): Promise<void>;
}

/** Reads pages to the head, or to the limit. */
export async function* readPages(
  source: PageSource,
  options: { after: Position; filter?: EventFilter; limit?: number },
): AsyncIterable<RecordedEvent> {
  let left = options.limit ?? Infinity;
  let after = options.after;
  while (left > 0) {
    const page = source.page(after, options.filter, Math.min(left, DEFAULT_BATCH_SIZE));
    yield* page.events;
    if (page.atHead) return;
    left -= page.events.length;
    after = page.position;
    await setImmediate();
  }
}

/** History and then what comes, in batches, until the signal. */
export async function* subscribePages(source: PageSource, options: SubscribeOptions): AsyncIterable<EventBatch> {
  const { signal, filter, batchSize = DEFAULT_BATCH_SIZE } = options;
  let after = options.after;
  let caughtUp = false;
  while (!signal.aborted) {
    const mark = source.mark;
    const { events, position, atHead } = source.page(after, filter, batchSize);
    const isNews = events.length > 0 || (atHead && (!caughtUp || position !== after));
    after = position;
    caughtUp = atHead;
    if (isNews) yield { events, position, caughtUp };
    if (signal.aborted) return;
    // Even a subscriber that never waits must let timers and appends have their turn.
    if (atHead) await source.changed(mark, signal);
    else await setImmediate();
  }
}

/** Whether an event's stream is wanted. */
export function matches(filter: EventFilter | undefined, stream: string): boolean {
  return (
    filter === undefined ||
    filter.streamPrefixes.length === 0 ||
    filter.streamPrefixes.some((prefix) => stream.startsWith(prefix))
  );
}
