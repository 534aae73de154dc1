import { closeSync, openSync, readSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { StoreDamaged, StoreTooNew } from '../../errors.js';

// "EVDK": tells our files from other SQLite files.
const APPLICATION_ID = 0x4556444b;
/** Counts up when an older version would misread a file: other tables, or events whose meaning it can't know. */
const SCHEMA_VERSION = 1;

// Where a SQLite file keeps them, as 32-bit big-endian numbers (https://www.sqlite.org/fileformat2.html#database_header).
const HEADER_BYTES = 100;
const USER_VERSION_AT = 60;
const APPLICATION_ID_AT = 68;

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
 * Refuses a file that a newer version made, by a look at its first bytes: before there is a lock, a log or a connection.
 * @throws StoreTooNew
 */
export function refuseNewerFile(file: string): void {
  const header = headerOf(file);
  if (header?.readUInt32BE(APPLICATION_ID_AT) === APPLICATION_ID)
    refuseNewer(header.readInt32BE(USER_VERSION_AT), file);
}

/**
 * Refuses a file that this version can't read.
 * @throws StoreDamaged when the file is something else
 * @throws StoreTooNew when a newer version made the file
 */
export function checkSchema(db: Database.Database, file: string): void {
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    throw new StoreDamaged(file, 'it is a database, but not an event store');
  }
  refuseNewer(db.pragma('user_version', { simple: true }) as number, file);
}

function refuseNewer(version: number, file: string): void {
  if (version > SCHEMA_VERSION) throw new StoreTooNew(file, version, SCHEMA_VERSION);
}

/** `undefined` when the file is not there, can't be read, or is shorter: opening it tells why. */
function headerOf(file: string): Buffer | undefined {
  let handle: number | undefined;
  try {
    handle = openSync(file, 'r');
    const header = Buffer.alloc(HEADER_BYTES);
    return readSync(handle, header, 0, HEADER_BYTES, 0) === HEADER_BYTES ? header : undefined;
  } catch {
    return undefined;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}
