import { canonicalJson, genesisHash, linkHash } from '@evidesk/event-store';
import type Database from 'better-sqlite3';
import type { Seal } from '../src/contract/seal-events.js';
import { newEvent } from './vault.fixture.js';

/** A row as SQLite has it. */
export interface Row {
  position: number;
  stream: string;
  revision: number;
  type: string;
  data: string;
  metadata: string;
}

/** Recomputes the chain of a stream, as somebody would who knows how it is done. */
export function rechain(db: Database.Database, stream: string): void {
  const rows = db
    .prepare(
      `SELECT e.position, s.name AS stream, e.revision, e.type, e.data, e.metadata FROM events e
       JOIN streams s ON s.id = e.stream_id WHERE s.name = ? ORDER BY e.revision, e.position`,
    )
    .all(stream) as Row[];
  let hash = genesisHash(stream);
  for (const [revision, { position, type, data, metadata: meta }] of rows.entries()) {
    hash = linkHash(hash, type, data, meta);
    db.prepare('UPDATE events SET hash = ?, revision = ? WHERE position = ?').run(hash, revision, position);
  }
}

/** Makes room at a position. */
export function shift(db: Database.Database, from: number, by: number): void {
  const order = by > 0 ? 'DESC' : 'ASC';
  const positions = db.prepare(`SELECT position FROM events WHERE position >= ? ORDER BY position ${order}`).pluck();
  for (const position of positions.all(from)) {
    db.prepare('UPDATE events SET position = ? WHERE position = ?').run(Number(position) + by, position);
  }
}

/** Puts in an event that never happened. */
export function insert(db: Database.Database, position: number, stream: string, revision: number): void {
  const id = db.prepare('SELECT id FROM streams WHERE name = ?').pluck().get(stream);
  const { type, data, metadata: meta } = newEvent('never happened');
  db.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(
    ...[position, id, revision, meta.eventId, type, 'f'.repeat(64), canonicalJson(data), canonicalJson(meta)],
  );
}

/** Lets two events change places. */
export function swapPositions(db: Database.Database, one: number, other: number): void {
  const move = db.prepare('UPDATE events SET position = ? WHERE position = ?');
  move.run(-1, one);
  move.run(one, other);
  move.run(other, -1);
}

/** The seal at a position. */
export const sealAt = (db: Database.Database, position: number): Seal =>
  JSON.parse(db.prepare('SELECT data FROM events WHERE position = ?').pluck().get(position) as string) as Seal;

/** Puts a seal in the place of another, and makes its chain fit. */
export const putSeal = (db: Database.Database, position: number, seal: object): void => {
  db.prepare('UPDATE events SET data = ? WHERE position = ?').run(canonicalJson(seal), position);
  rechain(db, 'seals');
};
