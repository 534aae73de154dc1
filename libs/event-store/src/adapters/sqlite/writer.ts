import type Database from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import { decideAppend, type EncodedEvent, isAsExpected, type Place } from '../../append-rules.js';
import { genesisHash, linkHash } from '../../chain.js';
import { ConcurrencyConflict } from '../../errors.js';
import type { AppendResult, ExpectedRevision } from '../../port.js';
import { isUniqueViolation, translateError, unavailable } from './errors.js';
import { positionText } from './rows.js';

// Bounds how long one transaction may hold the event loop; beyond this, larger groups gain little.
const MAX_APPENDS_PER_TRANSACTION = 64;
const CACHED_STREAMS = 50_000;

interface PendingAppend {
  readonly stream: string;
  readonly events: readonly EncodedEvent[];
  readonly expected: ExpectedRevision;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (reason: unknown) => void;
  /** What it will be answered with, once the transaction is on disk. */
  result?: AppendResult;
  refusal?: unknown;
}

interface StreamTail {
  readonly id: number;
  revision: number;
  hash: string;
}

/** Group commit: all appends that wait are written in one transaction, and are answered when it is on disk. */
export class GroupCommitWriter {
  private readonly queue: PendingAppend[] = [];
  private readonly tails = new LRUCache<string, StreamTail>({ max: CACHED_STREAMS });
  private readonly statements: ReturnType<typeof prepareStatements>;
  private readonly placeOf = (eventId: string): Place | undefined => {
    return this.statements.placeOf.get(eventId) as Place | undefined;
  };
  private position: number;
  private isScheduled = false;
  private isClosed = false;

  constructor(
    db: Database.Database,
    private readonly file: string,
    private readonly onCommit: () => void,
  ) {
    this.statements = prepareStatements(db);
    this.position = (this.statements.head.get() as number | null) ?? 0;
  }

  append(stream: string, events: readonly EncodedEvent[], expected: ExpectedRevision): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      if (this.isClosed) return reject(unavailable(new Error('the store was closed')));
      this.queue.push({ stream, events, expected, resolve, reject });
      this.schedule();
    });
  }

  /** Writes what was accepted and accepts no more. */
  close(): void {
    this.isClosed = true;
    while (this.queue.length > 0) this.flush();
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      if (this.queue.length > 0) this.flush();
      if (this.queue.length > 0) this.schedule();
    });
  }

  private flush(): void {
    const group = this.queue.splice(0, MAX_APPENDS_PER_TRANSACTION);
    const before = this.position;
    try {
      this.statements.begin.run();
      for (const append of group) this.attempt(append);
      this.statements.commit.run();
    } catch (error) {
      this.undo(before);
      const reason = translateError(error, this.file);
      for (const append of group) append.reject(reason);
      return;
    }
    if (this.position > before) this.onCommit();
    for (const append of group) {
      if (append.result !== undefined) append.resolve(append.result);
      else append.reject(append.refusal);
    }
  }

  /** Nearly all appends are new: whether an id is there already is asked only when its unique index says so. */
  private attempt(append: PendingAppend): void {
    const { stream, events, expected } = append;
    const tail = this.tailOf(stream);
    if (isAsExpected(expected, tail?.revision ?? -1)) {
      append.result = this.write(stream, tail ?? this.createStream(stream), events);
      if (append.result !== undefined) return;
    }
    this.decide(append);
  }

  /** An append that can't simply be written: one that was, or one to be refused. */
  private decide(append: PendingAppend): void {
    const { stream, events, expected } = append;
    const tail = this.tailOf(stream);
    try {
      const { kind, revision } = decideAppend(stream, events, expected, tail?.revision ?? -1, this.placeOf);
      if (kind === 'write') throw new Error(`stream ${stream} was written behind the back of its one writer`);
      const position = this.statements.positionOf.get((tail as StreamTail).id, revision) as number;
      append.result = { revision, position: positionText(position), duplicate: true };
    } catch (refusal) {
      if (!(refusal instanceof ConcurrencyConflict)) throw refusal;
      append.refusal = refusal;
    }
  }

  /** Inserts the events; `undefined`, and nothing of them left in the transaction, when an id is there already. */
  private write(stream: string, tail: StreamTail, events: readonly EncodedEvent[]): AppendResult | undefined {
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
    return { revision: tail.revision, position: positionText(this.position), duplicate: false };
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
