import { setImmediate } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { isSource, type Position, type RecordedEvent } from '@evidesk/kernel';
import { DEFAULT_MAX_EVENT_BYTES, encodeAppend } from '../../append-rules.js';
import { StoreDamaged } from '../../errors.js';
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
  StoredEvent,
  SubscribeOptions,
} from '../../port.js';
import { WakeUp } from '../../wake-up.js';
import { type Committer, InlineCommitter } from './committer.js';
import { translating, unavailable } from './errors.js';
import { FileWatcher } from './file-watcher.js';
import { checkIntegrity, markShutdown } from './integrity.js';
import { positionNumber } from './rows.js';
import { SqliteReader } from './reader.js';
import { checkSchema, refuseNewerFile } from './schema.js';
import { ThreadCommitter } from './thread-committer.js';
import { openForWriting } from './write-connection.js';
import { takeWriteLock, type WriteLock } from './write-lock.js';

const STORED_PAGE = 250;
// Of a busy store each subscriber would else look at every group of appends by itself.
const BUSY_WAKE_MS = 5;

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
  /**
   * Who writes: a thread of its own, so that the caller's does not wait for the disk, or the caller's own (default:
   * `thread`; `inline` where the program runs from its sources, as in tests).
   */
  readonly commit?: 'thread' | 'inline';
  /**
   * Whether events are read and parsed once for all subscribers, as suits many that want most of them (default: where the
   * store is open for reading only, which is where runners work; beside the writer there are few, who want little).
   */
  readonly sharesReads?: boolean;
}

/**
 * Opens an event store in one SQLite file; for writing, makes it when it is not there.
 * @throws StoreLocked when it is open for writing already
 * @throws StoreDamaged when the file is damaged or is no event store
 * @throws StoreTooNew when a newer version made the file
 * @throws StoreUnavailable when the file can't be opened, or (for reading) is not there yet
 */
export function openSqliteEventStore(options: SqliteEventStoreOptions): EventStore {
  refuseNewerFile(options.file);
  const lock = options.mode === 'write' ? takeWriteLock(options.file) : undefined;
  try {
    return translating(options.file, () => new SqliteEventStore(options, lock));
  } catch (error) {
    lock?.release();
    throw error;
  }
}

class SqliteEventStore implements EventStore, PageSource {
  readonly exclusive: boolean;
  private readonly file: string;
  private readonly db: Database.Database;
  private readonly reader: SqliteReader;
  private readonly committer: Committer | undefined;
  private readonly watcher: FileWatcher | undefined;
  private readonly wakeUp = new WakeUp();
  private closing: Promise<void> | undefined;
  /** What was found to be damaged while events were read. */
  private damage: StoreDamaged | undefined;

  constructor(
    private readonly options: SqliteEventStoreOptions,
    private readonly lock: WriteLock | undefined,
  ) {
    this.file = options.file;
    this.exclusive = lock !== undefined;
    this.db = lock === undefined ? openForReading(options.file) : openForWriting(options);
    try {
      checkSchema(this.db, options.file);
      this.reader = new SqliteReader(this.db, options.sharesReads ?? lock === undefined);
      if (lock === undefined) {
        this.watcher = new FileWatcher(this.db, this.wakeUp, options.pollIntervalMs ?? 25);
      } else {
        checkIntegrity(this.db, options.file);
        markShutdown(this.db, false);
        this.committer = this.startCommitter();
      }
    } catch (error) {
      this.db.close();
      throw error;
    }
  }

  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<AppendResult> {
    const { file, committer, options } = this;
    if (committer === undefined) return Promise.reject(new Error(`the event store ${file} is open for reading only`));
    try {
      const encoded = encodeAppend(stream, events, options.maxEventBytes ?? DEFAULT_MAX_EVENT_BYTES);
      return committer.append({ stream, events: encoded, expected });
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async *readStream(stream: string, options: ReadStreamOptions = {}): AsyncIterable<RecordedEvent> {
    const events = this.reader.stream(stream, options)[Symbol.iterator]();
    for (;;) {
      const next = this.reading(() => events.next());
      if (next.done === true) return;
      yield next.value;
    }
  }

  readAll(options: ReadAllOptions): AsyncIterable<RecordedEvent> {
    return readPages(this, options);
  }

  async *readStored(after: Position): AsyncIterable<readonly StoredEvent[]> {
    const names = new Map<number, string>();
    for (let from = after; ;) {
      const page = translating(this.file, () => this.reader.stored(from, STORED_PAGE, names));
      const last = page.at(-1);
      if (last === undefined) return;
      yield page;
      from = last.position;
      await setImmediate();
    }
  }

  subscribe(options: SubscribeOptions): AsyncIterable<EventBatch> {
    return subscribePages(this, options);
  }

  async head(): Promise<Position> {
    return this.reading(() => this.reader.head());
  }

  /** Positions have no gaps. */
  distance(after: Position, until: Position): number {
    return Math.max(0, positionNumber(until) - positionNumber(after));
  }

  /** @throws StoreDamaged once damage was found: other streams go on, but somebody has to look */
  async ping(): Promise<void> {
    if (!this.db.open) throw unavailable(new Error('the store was closed'));
    if (this.damage !== undefined) throw this.damage;
    if (this.committer !== undefined) return this.committer.ping();
    this.reading(() => this.reader.head());
  }

  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  page(after: Position, filter: EventFilter | undefined, limit: number): Page {
    return this.reading(() => this.reader.page(after, filter, limit));
  }

  get mark(): number {
    return this.wakeUp.mark;
  }

  changed(mark: number, signal: AbortSignal): Promise<void> {
    this.watcher?.start();
    return this.wakeUp.sleep(mark, signal);
  }

  private reading<T>(look: () => T): T {
    try {
      return translating(this.file, look);
    } catch (error) {
      if (error instanceof StoreDamaged) this.damage = error;
      throw error;
    }
  }

  private startCommitter(): Committer {
    const { file, commit = isSource(import.meta.url) ? 'inline' : 'thread' } = this.options;
    const onCommit = (): void => this.wakeUp.wakeAtMostEvery(BUSY_WAKE_MS);
    if (commit === 'inline') return new InlineCommitter(this.db, file, onCommit);
    return new ThreadCommitter(this.options, onCommit);
  }

  /** So that the next one to open the file checks it first. */
  private remember(): void {
    try {
      markShutdown(this.db, false);
    } catch {
      // Too damaged to be written: opening it will tell.
    }
  }

  private async end(): Promise<void> {
    await this.committer?.close();
    this.watcher?.stop();
    if (this.damage !== undefined && this.committer !== undefined) this.remember();
    this.db.close();
    this.lock?.release();
    this.wakeUp.wake();
  }
}

function openForReading(file: string): Database.Database {
  return new Database(file, { readonly: true, fileMustExist: true });
}
