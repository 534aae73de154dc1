import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { StoreDamaged } from '../../errors.js';
import { translating } from './errors.js';

// A whole check reads the whole file: above this it would hold a restart up for minutes.
const WHOLE_CHECK_MAX_BYTES = 1024 ** 3;
const TAIL_EVENTS = 10_000;

/**
 * Checks a file that was not closed cleanly: whole when that is quick, else the newest events, where a crash writes.
 * @throws StoreDamaged
 */
export function checkIntegrity(db: Database.Database, file: string): void {
  if (db.prepare('SELECT is_clean FROM shutdown').pluck().get() === 1) return;
  if (statSync(file).size > WHOLE_CHECK_MAX_BYTES) return checkTail(db, file);
  const report = db.pragma('quick_check(1)', { simple: true });
  if (report !== 'ok') throw new StoreDamaged(file, String(report));
}

function checkTail(db: Database.Database, file: string): void {
  const tail = db.prepare(
    'SELECT position, json_valid(data) AND json_valid(metadata) FROM events ORDER BY position DESC LIMIT ?',
  );
  let expected: number | undefined;
  for (const [position, isValid] of tail.raw().iterate(TAIL_EVENTS) as Iterable<[number, number]>) {
    if (isValid !== 1) throw new StoreDamaged(file, `the event at position ${position} is not JSON`);
    if (expected !== undefined && position !== expected)
      throw new StoreDamaged(file, `there is no event at position ${expected}`);
    expected = position - 1;
  }
}

/**
 * Writes something, and so finds a full disk or a read-only one. It has to be another value each time: SQLite writes
 * nothing where a row stays as it is. What is not 1 is no clean shutdown.
 */
export function tryToWrite(db: Database.Database): void {
  db.prepare('UPDATE shutdown SET is_clean = CASE is_clean WHEN 0 THEN 2 ELSE 0 END').run();
}

/** Notes whether the file was closed cleanly, so that the next one to open it knows. */
export function markShutdown(db: Database.Database, isClean: boolean): void {
  db.prepare('UPDATE shutdown SET is_clean = ?').run(isClean ? 1 : 0);
}

/**
 * Reads the whole file and holds tables and indexes against each other; hash chains are another matter. For operators:
 * takes a second or more for each gigabyte, and works beside a running server.
 * @throws StoreDamaged, StoreUnavailable
 */
export function checkSqliteEventFile(file: string): void {
  translating(file, () => {
    const db = new Database(file, { readonly: true, fileMustExist: true });
    try {
      const report = db.pragma('integrity_check(1)', { simple: true });
      if (report !== 'ok') throw new StoreDamaged(file, String(report));
    } finally {
      db.close();
    }
  });
}
