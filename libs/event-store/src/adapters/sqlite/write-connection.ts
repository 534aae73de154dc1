import Database from 'better-sqlite3';
import { createSchema } from './schema.js';

/** What a connection that writes is given. */
export interface WriteConnectionOptions {
  readonly file: string;
  readonly busyTimeoutMs?: number;
  readonly maxFileBytes?: number;
}

/** Opens a connection that writes events, and makes the tables in an empty file. */
export function openForWriting({
  file,
  maxFileBytes,
  busyTimeoutMs = 1_000,
}: WriteConnectionOptions): Database.Database {
  const db = new Database(file, { timeout: busyTimeoutMs });
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    // The log is copied into the file every 16 MB instead of every 4: ids are random, so their index's pages come again.
    db.pragma('wal_autocheckpoint = 4000');
    db.pragma('cache_size = -65536');
    createSchema(db);
    if (maxFileBytes !== undefined) {
      const pageSize = db.pragma('page_size', { simple: true }) as number;
      db.pragma(`max_page_count = ${Math.max(1, Math.floor(maxFileBytes / pageSize))}`);
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
