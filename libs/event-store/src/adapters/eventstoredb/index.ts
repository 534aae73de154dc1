import type { EventStore } from '../../port.js';
import type { EventStoreDbOptions } from './options.js';

/**
 * Opens an event store on EventStoreDB (22.6 or newer). It connects at the first call; until the server can be
 * reached, calls throw `StoreUnavailable`, and subscriptions wait. Loads the driver, which the embedded desk does without.
 * @throws Error when the connection string is not one
 */
export async function openEventStoreDb(options: EventStoreDbOptions): Promise<EventStore> {
  const { EventStoreDbEventStore } = await import('./eventstoredb-event-store.js');
  const { openClient } = await import('./connection.js');
  return new EventStoreDbEventStore(openClient(options), options);
}
