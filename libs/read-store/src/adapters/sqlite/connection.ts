import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailable } from '@evidesk/kernel';
import Database, { type Statement } from 'better-sqlite3';
import type { Condition } from '../../port.js';
import { meets } from '../../core/values.js';
import { ViewsTooNew } from '../../errors.js';
import { type FileIdentity, identityOf, putAside } from './file-identity.js';
import { cellElements } from './layout.js';

const MAX_STATEMENTS = 500;
const RETRY_AFTER_MS = 1000;
const LONGEST_WAIT_MS = 5000;
/** How often it is looked whether the file is still the one that was opened. */
const LOOK_MS = 500;
/** A file that is damaged again so soon after it was made anew lies on a disk that can't be trusted. */
const DAMAGED_AGAIN_MS = 60_000;
const UNAVAILABLE = /^SQLITE_(BUSY|LOCKED|CANTOPEN|IOERR|FULL|READONLY|PROTOCOL|NOMEM)/;
const DAMAGED = /^SQLITE_(CORRUPT|NOTADB)/;

/** Counts up when an older version would misread the tables below. Shapes of views have fingerprints of their own. */
const FORMAT = 1;

const META = `
CREATE TABLE IF NOT EXISTS _views (name TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, active INTEGER NOT NULL,
  next INTEGER, last INTEGER NOT NULL, layout INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS _arrays (collection TEXT, field TEXT, PRIMARY KEY (collection, field)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS _checkpoints (view TEXT, generation INTEGER, position TEXT NOT NULL, fence INTEGER NOT NULL,
  PRIMARY KEY (view, generation)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS _leases (name TEXT PRIMARY KEY, owner TEXT NOT NULL, fence INTEGER NOT NULL,
  expires INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS _pings (id INTEGER PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
`;

/** A document that can't be read as it was written. */
export class DamagedDocument extends Error {
  override readonly name = 'DamagedDocument';
}

/** Told what becomes of a file whose content is lost. */
export interface LossOptions {
  /** Told when the file turned out to be damaged, and where it was put. */
  onDamage?(aside: string, error: Error): void;
  /** Called when another, empty file took the place of the one that was open: everything known of that one is void. */
  onReplaced(): void;
}

/**
 * A file, its prepared statements and its transactions. All of it can be built again from events: when the file is
 * deleted, it is made anew; when it is damaged, it is put aside first.
 * Every method throws `StoreUnavailable` when the file can't be used.
 */
export class Connection {
  private db: Database.Database;
  private identity: FileIdentity | undefined;
  private readonly statements = new Map<string, Statement>();
  private transaction: Database.Transaction<(work: () => unknown) => unknown>;
  private lookedAt = performance.now();
  private damagedAt = -Infinity;
  private closed = false;

  constructor(
    private readonly file: string,
    private readonly loss: LossOptions,
  ) {
    this.db = this.openOrReplace();
    this.identity = identityOf(file);
    this.transaction = this.db.transaction((work: () => unknown) => work());
  }

  /** One consistent picture of the file. `work` may be called again. */
  read<T>(work: () => T): Promise<T> {
    return this.whenFree(() => this.transaction.deferred(work) as T);
  }

  /** All of it or nothing, one writer at a time. `work` may be called again. */
  write<T>(work: () => T): Promise<T> {
    return this.whenFree(() => this.transaction.immediate(work) as T);
  }

  /** What the log holds goes into the file, over what it replaces, and the log is cut to nothing. @throws StoreUnavailable */
  async emptyLog(): Promise<void> {
    const deadline = performance.now() + LONGEST_WAIT_MS;
    for (;;) {
      const [answer] = guarded(() => this.db.pragma('wal_checkpoint(TRUNCATE)')) as { readonly busy: number }[];
      if (answer?.busy === 0) return;
      // Somebody reads: for no longer than a query.
      if (performance.now() > deadline) throw new StoreUnavailable('read-store', RETRY_AFTER_MS);
      await sleep(5 + Math.random() * 20);
    }
  }

  prepare = (text: string): Statement => {
    const known = this.statements.get(text);
    if (known !== undefined) return known;
    if (this.statements.size >= MAX_STATEMENTS) this.statements.clear();
    const statement = this.db.prepare(text);
    this.statements.set(text, statement);
    return statement;
  };

  exec(statements: readonly string[]): void {
    for (const statement of statements) this.db.exec(statement);
  }

  close(): void {
    this.closed = true;
    this.statements.clear();
    this.db.close();
  }

  /** Tries for as long as another connection writes, and lets this thread go on with other things in between. */
  private async whenFree<T>(work: () => T): Promise<T> {
    const deadline = performance.now() + LONGEST_WAIT_MS;
    for (;;) {
      try {
        this.look();
        return work();
      } catch (error) {
        if (isDamage(error) && this.replaceDamaged(error)) continue;
        const busy = codeOf(error).startsWith('SQLITE_BUSY');
        if (!busy || performance.now() > deadline) throw translate(error);
      }
      // Chance keeps two who wait from meeting again and again.
      await sleep(1 + Math.random() * 4);
    }
  }

  /** A file that somebody has deleted lives on unseen for those who have it open: what is written there is lost. */
  private look(): void {
    const now = performance.now();
    if (this.closed || now - this.lookedAt < LOOK_MS) return;
    this.lookedAt = now;
    if (identityOf(this.file) !== this.identity) this.reopen();
  }

  /** False when it is no use. */
  private replaceDamaged(error: Error): boolean {
    if (this.closed) return false;
    const now = performance.now();
    if (identityOf(this.file) === this.identity) {
      if (now - this.damagedAt < DAMAGED_AGAIN_MS) return false;
      this.damagedAt = now;
      this.setAside(error);
    }
    this.reopen();
    return true;
  }

  private setAside(error: Error): void {
    const aside = guarded(() => putAside(this.file));
    this.loss.onDamage?.(aside, error);
  }

  private reopen(): void {
    const fresh = guarded(() => open(this.file));
    this.statements.clear();
    this.db.close();
    this.db = fresh;
    this.transaction = fresh.transaction((work: () => unknown) => work());
    // Until all is made, this is not yet the file.
    this.identity = undefined;
    fresh.pragma(`busy_timeout = ${LONGEST_WAIT_MS}`);
    this.transaction.immediate(() => this.loss.onReplaced());
    fresh.pragma('busy_timeout = 0');
    this.identity = identityOf(this.file);
  }

  private openOrReplace(): Database.Database {
    try {
      return open(this.file);
    } catch (error) {
      if (!isDamage(error)) throw translate(error);
      this.damagedAt = performance.now();
      this.setAside(error);
      return guarded(() => open(this.file));
    }
  }
}

function open(file: string): Database.Database {
  const db = new Database(file, { timeout: LONGEST_WAIT_MS });
  try {
    const format = formatOf(db);
    if (format > FORMAT) throw new ViewsTooNew(file, format, FORMAT);
    // What a crash of the machine may lose are the last commits, each whole: runners go on from the checkpoint before.
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    // Rebuilding writes much: a log of up to 32 MB is copied into the file less often than one of 4 MB.
    db.pragma('wal_autocheckpoint = 8000');
    db.pragma('cache_size = -32768');
    // Whose data a view has let go of is to be gone from the file too.
    db.pragma('secure_delete = ON');
    db.exec(META);
    if (formatOf(db) !== FORMAT) db.pragma(`user_version = ${FORMAT}`);
    // From here on who finds the file taken waits by `whenFree`: SQLite's own waiting holds up the whole thread.
    db.pragma('busy_timeout = 0');
    db.function('meets', { deterministic: true }, (stored: unknown, condition: unknown) =>
      meets(parseCondition(String(condition)), cellElements(stored)) ? 1 : 0,
    );
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

const formatOf = (db: Database.Database): number => db.pragma('user_version', { simple: true }) as number;

let parsed: { readonly text: string; readonly condition: Condition } | undefined;

/** The same condition is held against row after row. */
function parseCondition(text: string): Condition {
  if (parsed?.text !== text) parsed = { text, condition: JSON.parse(text) as Condition };
  return parsed.condition;
}

function isDamage(error: unknown): error is Error {
  if (error instanceof DamagedDocument) return true;
  return DAMAGED.test(codeOf(error));
}

/** SQLite's code of an error; '' where it has none. By the code and not by its class, of which there may be several. */
function codeOf(error: unknown): string {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : '';
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw translate(error);
  }
}

function translate(error: unknown): unknown {
  const closed = /database connection is not open|directory does not exist/.test((error as Error).message);
  const unavailable = UNAVAILABLE.test(codeOf(error));
  if (closed || unavailable || isDamage(error) || isSystemError(error))
    return new StoreUnavailable('read-store', RETRY_AFTER_MS, { cause: error });
  if (codeOf(error) === '') return error;
  return new Error(`read store: ${(error as Error).message}`, { cause: error });
}

/** A disk that is full or can't be written also refuses to have a file put aside. */
const isSystemError = (error: unknown): boolean => typeof error === 'object' && error !== null && 'syscall' in error;
