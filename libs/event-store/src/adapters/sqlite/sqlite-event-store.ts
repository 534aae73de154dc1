import Database from 'better-sqlite3';
import type { Position, RecordedEvent } from '@evidesk/kernel';
import { DEFAULT_MAX_EVENT_BYTES, encodeAppend } from '../../append-rules.js';
import { readPages, subscribePages, type Page, type PageSource } from '../../paged-subscription.js';
import type {
  AppendResult,
  EventBatch,
  EventFilter,
  EventStore,
  ExpectedRevision,
  NewEvent,
  ReadAllOptions,
  ReadStreamOptions,
  SubscribeOptions,
} from '../../port.js';
import { WakeUp } from '../../wake-up.js';
import { translating, unavailable } from './errors.js';
import { FileWatcher } from './file-watcher.js';
import { checkIntegrity, markShutdown } from './integrity.js';
import { SqliteReader } from './reader.js';
import { checkSchema, createSchema } from './schema.js';
import { takeWriteLock, type WriteLock } from './write-lock.js';
import { GroupCommitWriter } from './writer.js';

/** How a SQLite store is opened. */
export interface SqliteEventStoreOptions {
  readonly file: string;
  /** One process writes to a file; any number read it, and see what is appended as it is. */
  readonly mode: 'write' | 'read';
  /** The most bytes of an event's data and metadata (default 1 MiB). */
  readonly maxEventBytes?: number;
  /** How often a reader looks for events of another connection (default 25 ms). */
  readonly pollIntervalMs?: number;
  /** How long a write waits for another connection that holds the file (default 1 s), before it is unavailable. */
  readonly busyTimeoutMs?: number;
  /** The most bytes that the file may grow to (default: no limit); beyond, appends fail as on a full disk. */
  readonly maxFileBytes?: number;
}

/**
 * Opens an event store in one SQLite file; for writing, makes it when it is not there.
 * @throws StoreLocked when it is open for writing already
 * @throws StoreDamaged when the file is damaged or is no event store
 * @throws StoreUnavailable when the file can't be opened, or (for reading) is not there yet
 */
export function openSqliteEventStore(options: SqliteEventStoreOptions): EventStore {
  const lock = options.mode === 'write' ? takeWriteLock(options.file) : undefined;
  try {
    return translating(options.file, () => new SqliteEventStore(options, lock));
  } catch (error) {
    lock?.release();
    throw error;
  }
}

class SqliteEventStore implements EventStore, PageSource {
  private readonly file: string;
  private readonly db: Database.Database;
  private readonly reader: SqliteReader;
  private readonly writer: GroupCommitWriter | undefined;
  private readonly watcher: FileWatcher | undefined;
  private readonly wakeUp = new WakeUp();

  constructor(
    private readonly options: SqliteEventStoreOptions,
    private readonly lock: WriteLock | undefined,
  ) {
    this.file = options.file;
    this.db = lock === undefined ? openForReading(options.file) : openForWriting(options);
    try {
      checkSchema(this.db, options.file);
      this.reader = new SqliteReader(this.db);
      if (lock === undefined) {
        this.watcher = new FileWatcher(this.db, this.wakeUp, options.pollIntervalMs ?? 25);
      } else {
        checkIntegrity(this.db, options.file);
        markShutdown(this.db, false);
        this.writer = new GroupCommitWriter(this.db, options.file, () => this.wakeUp.wake());
      }
    } catch (error) {
      this.db.close();
      throw error;
    }
  }

  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<AppendResult> {
    if (this.writer === undefined) throw new Error(`the event store ${this.file} is open for reading only`);
    const encoded = encodeAppend(stream, events, this.options.maxEventBytes ?? DEFAULT_MAX_EVENT_BYTES);
    return this.writer.append(stream, encoded, expected);
  }

  async *readStream(stream: string, options: ReadStreamOptions = {}): AsyncIterable<RecordedEvent> {
    const events = this.reader.stream(stream, options)[Symbol.iterator]();
    for (;;) {
      const next = translating(this.file, () => events.next());
      if (next.done === true) return;
      yield next.value;
    }
  }

  readAll(options: ReadAllOptions): AsyncIterable<RecordedEvent> {
    return readPages(this, options);
  }

  subscribe(options: SubscribeOptions): AsyncIterable<EventBatch> {
    return subscribePages(this, options);
  }

  async head(): Promise<Position> {
    return translating(this.file, () => this.reader.head());
  }

  async ping(): Promise<void> {
    if (!this.db.open) throw unavailable(new Error('the store was closed'));
    // Writing the same mark again finds a full disk or a read-only one, which a look would not.
    translating(this.file, () => (this.writer === undefined ? this.reader.head() : markShutdown(this.db, false)));
  }

  async close(): Promise<void> {
    if (!this.db.open) return;
    this.writer?.close();
    this.watcher?.stop();
    try {
      if (this.writer !== undefined) markShutdown(this.db, true);
    } catch {
      // Without the mark, the next one to open the file checks it: no more than that is lost.
    }
    this.db.close();
    this.lock?.release();
    this.wakeUp.wake();
  }

  page(after: Position, filter: EventFilter | undefined, limit: number): Page {
    return translating(this.file, () => this.reader.page(after, filter, limit));
  }

  get mark(): number {
    return this.wakeUp.mark;
  }

  changed(mark: number, signal: AbortSignal): Promise<void> {
    this.watcher?.start();
    return this.wakeUp.sleep(mark, signal);
  }
}

function openForReading(file: string): Database.Database {
  return new Database(file, { readonly: true, fileMustExist: true });
}

function openForWriting({ file, maxFileBytes, busyTimeoutMs = 1_000 }: SqliteEventStoreOptions): Database.Database {
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
