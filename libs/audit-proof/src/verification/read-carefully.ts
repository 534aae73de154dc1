import { type EventStore, StoreDamaged } from '@evidesk/event-store';
import { type Position, type RecordedEvent, START, StoreUnavailable } from '@evidesk/kernel';

/**
 * All events in global order. Where some can not be read, those before them are still given, one by one, before it throws:
 * stores read pages, and one bad event would take its neighbours with it.
 */
export async function* readCarefully(store: EventStore): AsyncIterable<RecordedEvent> {
  let after: Position = START;
  try {
    for await (const event of store.readAll({ after })) {
      yield event;
      after = event.position;
    }
  } catch (error) {
    if (error instanceof StoreUnavailable || error instanceof StoreDamaged) throw error;
    for (;;) {
      let found = false;
      for await (const event of store.readAll({ after, limit: 1 })) {
        found = true;
        yield event;
        after = event.position;
      }
      if (!found) return;
    }
  }
}
