import type Database from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import { decideAppend, type EncodedEvent, isAsExpected, type Place } from '../../append-rules.js';
import { genesisHash, linkHash } from '../../chain.js';
import { ConcurrencyConflict } from '../../errors.js';
import type { ExpectedRevision } from '../../port.js';
import { isUniqueViolation } from './errors.js';

const CACHED_STREAMS = 10_000;

/** An append whose events are encoded and checked. */
export interface EncodedAppend {
  readonly stream: string;
  readonly events: readonly EncodedEvent[];
  readonly expected: ExpectedRevision;
}

/** What an append of a group came to. */
export interface Outcome {
  readonly kind: 'written' | 'duplicate' | 'conflict';
  /** The revision of its last event; of a conflict, the stream's last revision, -1 when it does not exist. */
  readonly revision: number;
  /** The position of its last event; of a conflict 0. */
  readonly position: number;
}

interface StreamTail {
  readonly id: number;
  revision: number;
  hash: string;
}

/** Writes groups of appends, each group in one transaction. The only one that writes events to its file. */
export class GroupWriter {
  private readonly tails = new LRUCache<string, StreamTail>({ max: CACHED_STREAMS });
  private readonly statements: ReturnType<typeof prepareStatements>;
  private readonly placeOf = (eventId: string): Place | undefined => {
    return this.statements.placeOf.get(eventId) as Place | undefined;
  };
  private position: number;

  constructor(db: Database.Database) {
    this.statements = prepareStatements(db);
    this.position = (this.statements.head.get() as number | null) ?? 0;
  }

  /**
   * Writes a group, and returns when it is on disk; a refused append hurts none of the others.
   * @returns the outcomes, in the order of the appends
   * @throws the driver's error when the transaction fails; nothing of the group is written then
   */
  write(group: readonly EncodedAppend[]): Outcome[] {
    const before = this.position;
    try {
      this.statements.begin.run();
      const outcomes: Outcome[] = [];
      for (const append of group) outcomes.push(this.attempt(append));
      this.statements.commit.run();
      return outcomes;
    } catch (error) {
      this.undo(before);
      throw error;
    }
  }

  /** Nearly all appends are new: whether an id is there already is asked only when its unique index says so. */
  private attempt(append: EncodedAppend): Outcome {
    const { stream, events, expected } = append;
    const tail = this.tailOf(stream);
    if (isAsExpected(expected, tail?.revision ?? -1)) {
      const written = this.insert(stream, tail ?? this.createStream(stream), events);
      if (written !== undefined) return written;
    }
    return this.decide(append);
  }

  /** An append that can't simply be written: one that was, or one to be refused. */
  private decide({ stream, events, expected }: EncodedAppend): Outcome {
    const tail = this.tailOf(stream);
    try {
      const { kind, revision } = decideAppend(stream, events, expected, tail?.revision ?? -1, this.placeOf);
      if (kind === 'write') throw new Error(`stream ${stream} was written behind the back of its one writer`);
      const position = this.statements.positionOf.get((tail as StreamTail).id, revision) as number;
      return { kind: 'duplicate', revision, position };
    } catch (refusal) {
      if (!(refusal instanceof ConcurrencyConflict)) throw refusal;
      return { kind: 'conflict', revision: refusal.actual, position: 0 };
    }
  }

  /** Inserts the events; `undefined`, and nothing of them left in the transaction, when an id is there already. */
  private insert(stream: string, tail: StreamTail, events: readonly EncodedEvent[]): Outcome | undefined {
    const { insert } = this.statements;
    const before = { position: this.position, revision: tail.revision, hash: tail.hash };
    try {
      for (const { eventId, type, data, metadata } of events) {
        tail.hash = linkHash(tail.hash, type, data, metadata);
        tail.revision += 1;
        this.position += 1;
        insert.run(this.position, tail.id, tail.revision, eventId, type, tail.hash, data, metadata);
      }
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      this.statements.deleteBehind.run(before.position);
      this.position = before.position;
      tail.revision = before.revision;
      tail.hash = before.hash;
      if (tail.revision === -1) this.statements.deleteStream.run(tail.id);
      return undefined;
    }
    if (before.revision === -1 || !this.tails.has(stream)) this.tails.set(stream, tail);
    return { kind: 'written', revision: tail.revision, position: this.position };
  }

  private tailOf(stream: string): StreamTail | undefined {
    const known = this.tails.get(stream);
    if (known !== undefined) return known;
    return this.statements.tail.get(stream) as StreamTail | undefined;
  }

  private createStream(stream: string): StreamTail {
    const { lastInsertRowid } = this.statements.createStream.run(stream);
    return { id: Number(lastInsertRowid), revision: -1, hash: genesisHash(stream) };
  }

  private undo(position: number): void {
    this.position = position;
    this.tails.clear();
    try {
      if (this.statements.db.inTransaction) this.statements.rollback.run();
    } catch {
      // SQLite has rolled back by itself: that is what was wanted.
    }
  }
}

function prepareStatements(db: Database.Database) {
  return {
    db,
    begin: db.prepare('BEGIN IMMEDIATE'),
    commit: db.prepare('COMMIT'),
    rollback: db.prepare('ROLLBACK'),
    head: db.prepare('SELECT max(position) FROM events').pluck(),
    tail: db.prepare(
      `SELECT s.id, e.revision, e.hash FROM streams s JOIN events e ON e.stream_id = s.id
       WHERE s.name = ? ORDER BY e.revision DESC LIMIT 1`,
    ),
    placeOf: db.prepare(
      'SELECT s.name AS stream, e.revision FROM events e JOIN streams s ON s.id = e.stream_id WHERE e.event_id = ?',
    ),
    positionOf: db.prepare('SELECT position FROM events WHERE stream_id = ? AND revision = ?').pluck(),
    createStream: db.prepare('INSERT INTO streams (name) VALUES (?)'),
    deleteBehind: db.prepare('DELETE FROM events WHERE position > ?'),
    deleteStream: db.prepare('DELETE FROM streams WHERE id = ?'),
    insert: db.prepare(
      'INSERT INTO events (position, stream_id, revision, event_id, type, hash, data, metadata) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ),
  };
}
