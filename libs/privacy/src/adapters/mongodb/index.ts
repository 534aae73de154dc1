import type { KeyStore } from '../../port.js';
import type { MongoKeyStoreOptions } from './mongo-key-store.js';

export type { MongoKeyStoreOptions } from './mongo-key-store.js';

/** Opens a key store in MongoDB. Loads the driver, which the embedded desk does without. */
export async function openMongoKeyStore(options: MongoKeyStoreOptions): Promise<KeyStore> {
  const { mongoKeyStore } = await import('./mongo-key-store.js');
  return mongoKeyStore(options);
}
