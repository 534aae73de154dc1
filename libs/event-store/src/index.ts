export * from './port.js';
export * from './errors.js';
export * from './canonical-json.js';
export * from './chain.js';
export * from './stored-event.js';
export * from './adapters/memory/memory-event-store.js';
export * from './adapters/sqlite/sqlite-event-store.js';
export { openEventStoreDb } from './adapters/eventstoredb/eventstoredb-event-store.js';
export type { EventStoreDbOptions } from './adapters/eventstoredb/options.js';
