import type Database from 'better-sqlite3';
import { StoreDamaged } from '../../errors.js';

// "EVDK": tells our files from other SQLite files.
const APPLICATION_ID = 0x4556444b;
const SCHEMA_VERSION = 1;

const SCHEMA = `
  CREATE TABLE streams (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    event_id TEXT NOT NULL,
    type TEXT NOT NULL,
    hash TEXT NOT NULL,
    data TEXT NOT NULL,
    metadata TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX events_by_stream ON events (stream_id, revision);
  CREATE UNIQUE INDEX events_by_id ON events (event_id);
  CREATE TABLE shutdown (is_clean INTEGER NOT NULL) STRICT;
  INSERT INTO shutdown VALUES (1);
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** Makes the tables in an empty file. */
export function createSchema(db: Database.Database): void {
  const isEmpty = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
  if (isEmpty) db.transaction(() => db.exec(SCHEMA)).immediate();
}

/**
 * Refuses a file that this version can't read.
 * @throws StoreDamaged when the file is something else
 * @throws Error when a newer version made the file
 */
export function checkSchema(db: Database.Database, file: string): void {
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    throw new StoreDamaged(file, 'it is a database, but not an event store');
  }
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > SCHEMA_VERSION)
    throw new Error(`the event store ${file} was made by a newer version (format ${version})`);
}
