export * from './aggregate-type.js';
export * from './command-executor.js';
export * from './event-types.js';
export * from './read-store-snapshots.js';
export * from './snapshot-store.js';
