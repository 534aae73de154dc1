import { existsSync } from 'node:fs';
import type { EventStore } from '@evidesk/event-store';
import type { Config } from '@evidesk/platform';
import type { ReadStore } from '@evidesk/read-store';
import { eventsFile, openEventStore, openKeyStore, openReadStore, openSealed, VIEWS } from '@evidesk/worker';
import { CliError } from './cli-error.js';
import { EXIT } from './exit-codes.js';

/** The stores, open beside whoever else uses them. */
export interface Stores {
  /** As people read it. */
  readonly eventStore: EventStore;
  /** As chains and seals are over it. */
  readonly storedEvents: EventStore;
  readonly readStore: ReadStore;
}

/**
 * Opens the stores for reading, lets `use` have them, and closes them.
 * @throws CliError when there is no embedded store yet; StoreUnavailable
 */
export async function withStores<T>(config: Config, use: (stores: Stores) => Promise<T>): Promise<T> {
  return withReadableEvents(config, async (eventStore, storedEvents) => {
    const readStore = await openReadStore(config);
    try {
      await readStore.define(VIEWS);
      return await use({ eventStore, storedEvents, readStore });
    } finally {
      await readStore.close();
    }
  });
}

/** As `withStores`, with the events only. */
export async function withReadableEvents<T>(
  config: Config,
  use: (events: EventStore, stored: EventStore) => Promise<T>,
): Promise<T> {
  return withEvents(config, async (stored) => {
    const keys = await openKeyStore(config);
    try {
      return await use(openSealed(stored, keys), stored);
    } finally {
      await keys.close();
    }
  });
}

/** As `withStores`, with the events only, as they are stored. */
export async function withEvents<T>(config: Config, use: (store: EventStore) => Promise<T>): Promise<T> {
  refuseNone(config);
  const store = await openEventStore(config, 'read');
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** @throws CliError when there is no embedded store yet: opening it for writing would make one */
export function refuseNone(config: Config): void {
  if (config.eventStoreUrl !== undefined || existsSync(eventsFile(config))) return;
  const message = `there is no event store in ${config.dataDir} yet: start the server once, or set EVIDESK_DATA`;
  throw new CliError(message, EXIT.notFound, 'store.none');
}
