import {
  asStored,
  EventDamaged,
  type EventStore,
  StoreDamaged,
  type StoredEvent,
  storedEvents,
} from '@evidesk/event-store';
import { type Position, START, StoreUnavailable } from '@evidesk/kernel';

/**
 * All events in global order, in pages. Where some can not be read, those before them are still given, one by one, before
 * it throws: stores read pages, and one bad event would take its neighbours with it.
 */
export async function* readCarefully(store: EventStore): AsyncIterable<readonly StoredEvent[]> {
  let after: Position = START;
  try {
    for await (const page of storedEvents(store, after)) {
      yield page;
      after = page.at(-1)?.position ?? after;
    }
  } catch (error) {
    if (isOfAll(error)) throw error;
    for (;;) {
      let found = false;
      for await (const event of store.readAll({ after, limit: 1 })) {
        found = true;
        yield [asStored(event)];
        after = event.position;
      }
      if (!found) return;
    }
  }
}

/** Whether an error says that nothing can be read now, and not that one event can't. */
export const isOfAll = (error: unknown): boolean =>
  error instanceof StoreUnavailable || (error instanceof StoreDamaged && !(error instanceof EventDamaged));
