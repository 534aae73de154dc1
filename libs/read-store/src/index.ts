export * from './port.js';
export * from './errors.js';
export { allDocuments } from './all-documents.js';
export { MemoryDisk, openMemoryReadStore, type MemoryReadStoreOptions } from './adapters/memory/index.js';
export { openSqliteReadStore, type SqliteReadStoreOptions } from './adapters/sqlite/index.js';
export { openMongoReadStore, type MongoReadStoreOptions } from './adapters/mongodb/index.js';
