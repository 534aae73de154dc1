import type { ReadStore } from '../../port.js';
import type { MongoReadStoreOptions } from './mongo-read-store.js';

export type { MongoReadStoreOptions } from './mongo-read-store.js';

/**
 * Opens a read store in MongoDB. It connects when it is first used, and again by itself whenever the server is back.
 * A commit is one transaction on a replica set or a sharded cluster; on a standalone server it is promised in a journal
 * first, and carried out by whoever comes next should its writer crash. Loads the driver, which the embedded desk does
 * without.
 */
export async function openMongoReadStore(options: MongoReadStoreOptions): Promise<ReadStore> {
  const { MongoReadStore } = await import('./mongo-read-store.js');
  return new MongoReadStore(options);
}
