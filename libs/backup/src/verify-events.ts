import { type Verification, verifyStore } from '@evidesk/audit-proof';
import { type EventStore, openSqliteEventStore, type StoredEvent, storedEvents } from '@evidesk/event-store';
import type { Position } from '@evidesk/kernel';
import { refuseWhenAsked } from './errors.js';

export interface VerifyEventsOptions {
  /** An event store's file that nobody writes to. */
  readonly file: string;
  readonly signal?: AbortSignal | undefined;
  /** Is shown every event, as it is kept. */
  onEvent?(event: StoredEvent): void;
  onProgress?(events: number, total: number): void;
}

/**
 * Verifies chains, order, seals and signatures of an event store's file.
 * @throws StoreDamaged; StoreTooNew when a newer version made it
 */
export async function verifyEvents({
  file,
  signal,
  onEvent,
  onProgress,
}: VerifyEventsOptions): Promise<Verification & { readonly head: string }> {
  const store = openSqliteEventStore({ file, mode: 'read' });
  try {
    const head = await store.head();
    const total = Number(head);
    const eventStore = onEvent === undefined ? store : watched(store, onEvent);
    const verification = await verifyStore({
      eventStore,
      consecutive: true,
      onProgress: (events) => {
        refuseWhenAsked(signal);
        onProgress?.(events, total);
      },
    });
    // What is thrown above is taken for an event that can't be read.
    refuseWhenAsked(signal);
    return { ...verification, head };
  } finally {
    await store.close();
  }
}

/** A store of which every event that is read for its hash is shown to somebody. */
function watched(store: EventStore, onEvent: (event: StoredEvent) => void): EventStore {
  return Object.assign(Object.create(store) as EventStore, {
    async *readStored(after: Position): AsyncGenerator<readonly StoredEvent[]> {
      for await (const page of storedEvents(store, after)) {
        for (const event of page) onEvent(event);
        yield page;
      }
    },
  });
}
