import type { ReadStore } from '../../port.js';
import { type SqliteReadStoreOptions, SqliteReadStore } from './sqlite-read-store.js';

export type { SqliteReadStoreOptions } from './sqlite-read-store.js';

/**
 * Opens a read store in a SQLite file.
 * @throws StoreUnavailable when the file can't be opened
 */
export function openSqliteReadStore(options: SqliteReadStoreOptions): ReadStore {
  return new SqliteReadStore(options);
}
