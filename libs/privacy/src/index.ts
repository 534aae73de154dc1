export * from './adapters/memory/memory-key-store.js';
export { openMongoKeyStore, type MongoKeyStoreOptions } from './adapters/mongodb/index.js';
export { openSqliteKeyStore } from './adapters/sqlite/sqlite-key-store.js';
export { BrokenBox } from './box.js';
export { KEYS_KEPT_MS } from './key-ring.js';
export { PERSON_ID, PersonIds, type Naming } from './person-ids.js';
export * from './port.js';
export * from './sealed-event-store.js';
