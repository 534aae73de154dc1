import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailable } from '@evidesk/kernel';
import Database, { type Statement } from 'better-sqlite3';
import type { Condition } from '../../port.js';
import { meets } from '../../core/values.js';
import { ViewsTooNew } from '../../errors.js';
import { cellElements } from './layout.js';

const MAX_STATEMENTS = 500;
const RETRY_AFTER_MS = 1000;
const LONGEST_WAIT_MS = 5000;
const UNAVAILABLE = /^SQLITE_(BUSY|LOCKED|CANTOPEN|IOERR|FULL|READONLY|PROTOCOL|NOMEM)/;

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
PRAGMA user_version = ${FORMAT};
`;

/** A file, its prepared statements and its transactions. Every method throws `StoreUnavailable` when the file can't be used. */
export class Connection {
  private readonly db: Database.Database;
  private readonly statements = new Map<string, Statement>();
  private readonly transaction: Database.Transaction<(work: () => unknown) => unknown>;

  constructor(file: string) {
    this.db = guarded(() => new Database(file, { timeout: LONGEST_WAIT_MS }));
    this.refuseNewer(file);
    guarded(() => {
      // What a crash of the machine may lose are the last commits, each whole: runners go on from the checkpoint before.
      this.db.pragma('journal_mode = WAL');
      this.db.pragma('synchronous = NORMAL');
      // Rebuilding writes much: a log of up to 32 MB is copied into the file less often than one of 4 MB.
      this.db.pragma('wal_autocheckpoint = 8000');
      this.db.pragma('cache_size = -32768');
      // Whose data a view has let go of is to be gone from the file too.
      this.db.pragma('secure_delete = ON');
      if (this.format() !== FORMAT) this.db.exec(META);
      // From here on who finds the file taken waits by `whenFree`: SQLite's own waiting holds up the whole thread.
      this.db.pragma('busy_timeout = 0');
    });
    this.db.function('meets', { deterministic: true }, (stored: unknown, condition: unknown) =>
      meets(parseCondition(String(condition)), cellElements(stored)) ? 1 : 0,
    );
    this.transaction = this.db.transaction((work: () => unknown) => work());
  }

  private format(): number {
    return this.db.pragma('user_version', { simple: true }) as number;
  }

  private refuseNewer(file: string): void {
    const format = guarded(() => this.format());
    if (format <= FORMAT) return;
    this.db.close();
    throw new ViewsTooNew(file, format, FORMAT);
  }

  /** One consistent picture of the file. `work` may be called again. */
  read<T>(work: () => T): Promise<T> {
    return whenFree(() => this.transaction.deferred(work) as T);
  }

  /** All of it or nothing, one writer at a time. `work` may be called again. */
  write<T>(work: () => T): Promise<T> {
    return whenFree(() => this.transaction.immediate(work) as T);
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
    this.statements.clear();
    this.db.close();
  }
}

let parsed: { readonly text: string; readonly condition: Condition } | undefined;

/** The same condition is held against row after row. */
function parseCondition(text: string): Condition {
  if (parsed?.text !== text) parsed = { text, condition: JSON.parse(text) as Condition };
  return parsed.condition;
}

/** Tries for as long as another connection writes, and lets this thread go on with other things in between. */
async function whenFree<T>(work: () => T): Promise<T> {
  const deadline = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    try {
      return work();
    } catch (error) {
      const busy = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
      if (!busy || performance.now() > deadline) throw translate(error);
    }
    // Chance keeps two who wait from meeting again and again.
    await sleep(1 + Math.random() * 4);
  }
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
  const unavailable = error instanceof Database.SqliteError && UNAVAILABLE.test(error.code);
  if (closed || unavailable) return new StoreUnavailable('read-store', RETRY_AFTER_MS, { cause: error });
  return error instanceof Database.SqliteError ? new Error(`read store: ${error.message}`, { cause: error }) : error;
}
