import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailable } from '@evidesk/kernel';
import Database from 'better-sqlite3';
import type { KeyReference, KeyRequest, KeyStore, KnownPerson, PersonKey } from '../../port.js';

const RETRY_AFTER_MS = 1_000;
const KEY_BYTES = 32;
const FILE_MODE = 0o600;
const MOST_FOUND = 100;
const LONGEST_WAIT_MS = 5_000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS desk (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS persons (person TEXT PRIMARY KEY, generation INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS keys (
    person TEXT NOT NULL, generation INTEGER NOT NULL, key BLOB NOT NULL, PRIMARY KEY (person, generation)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS marks (
    mark TEXT NOT NULL, person TEXT NOT NULL, PRIMARY KEY (mark, person)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS marks_of ON marks (person);
  CREATE TABLE IF NOT EXISTS destructions (id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER NOT NULL) STRICT;
  INSERT OR IGNORE INTO destructions VALUES (1, 0);
`;

interface Asked {
  readonly requests: readonly KeyRequest[];
  resolve(keys: readonly PersonKey[]): void;
  reject(reason: unknown): void;
}

/**
 * Keys in one SQLite file, which several threads and processes may have open. What is deleted is overwritten
 * (`secure_delete`), and the log is emptied behind it.
 * @throws StoreUnavailable when the file can't be opened
 */
export function openSqliteKeyStore(options: { readonly file: string }): KeyStore {
  return translating(() => new SqliteKeyStore(options.file));
}

class SqliteKeyStore implements KeyStore {
  private readonly db: Database.Database;
  private readonly statements: ReturnType<typeof prepare>;
  private readonly transaction: Database.Transaction<(work: () => unknown) => unknown>;
  private waiting: Asked[] = [];

  constructor(file: string) {
    // The owner's from its first byte on: SQLite would make it readable to others; its log takes over the mode.
    closeSync(openSync(file, 'a', FILE_MODE));
    this.db = new Database(file, { timeout: LONGEST_WAIT_MS });
    try {
      this.db.pragma('journal_mode = WAL');
      this.db.pragma('synchronous = FULL');
      this.db.pragma('secure_delete = ON');
      this.transaction = this.db.transaction((work: () => unknown) => work());
      this.transaction.immediate(() => {
        this.db.exec(SCHEMA);
        this.db.prepare("INSERT OR IGNORE INTO desk VALUES ('secret', ?)").run(randomBytes(KEY_BYTES));
      });
      this.statements = prepare(this.db);
    } catch (error) {
      this.db.close();
      throw error;
    }
  }

  async secret(): Promise<Buffer> {
    return translating(() => this.statements.desk.get('secret') as Buffer);
  }

  /** All who wait are served by one commit. */
  keysFor(requests: readonly KeyRequest[]): Promise<readonly PersonKey[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ requests, resolve, reject });
      if (this.waiting.length === 1) setImmediate(() => this.serve());
    });
  }

  async find(references: readonly KeyReference[]): Promise<readonly PersonKey[]> {
    return translating(() =>
      references.flatMap(({ person, generation }) => {
        const key = this.statements.key.get(person, generation) as Buffer | undefined;
        return key === undefined ? [] : [{ person, generation, key }];
      }),
    );
  }

  async person(person: string): Promise<KnownPerson | undefined> {
    return translating(() => {
      const generation = this.statements.generation.get(person) as number | undefined;
      if (generation === undefined) return undefined;
      return { person, generation, hasKey: this.statements.newest.get(person) !== undefined };
    });
  }

  async withMarks(marks: readonly string[]): Promise<readonly KnownPerson[]> {
    if (marks.length === 0) return [];
    const persons = translating(() => {
      const same = marks.map(() => 'SELECT person FROM marks WHERE mark = ?').join(' INTERSECT ');
      return this.db
        .prepare(`${same} LIMIT ${MOST_FOUND}`)
        .pluck()
        .all(...marks) as string[];
    });
    const found = await Promise.all(persons.map((person) => this.person(person)));
    return found.filter((known) => known !== undefined);
  }

  async destroy(person: string, upTo: number): Promise<number> {
    const gone = translating(
      () =>
        this.transaction.immediate(() => {
          const { changes } = this.statements.deleteKeys.run(person, upTo);
          if (this.statements.newest.get(person) === undefined) this.statements.deleteMarks.run(person);
          if (changes > 0) this.statements.advance.run();
          return changes;
        }) as number,
    );
    await this.emptyLog();
    return gone;
  }

  async epoch(): Promise<number> {
    return translating(() => this.statements.epoch.get() as number);
  }

  async close(): Promise<void> {
    if (this.waiting.length > 0) this.serve();
    this.db.close();
  }

  private serve(): void {
    const asked = this.waiting;
    this.waiting = [];
    try {
      const answers = this.transaction.immediate(() =>
        asked.map(({ requests }) => requests.map((request) => this.keyFor(request))),
      ) as (readonly PersonKey[])[];
      for (const [at, { resolve }] of asked.entries()) resolve(answers[at] as readonly PersonKey[]);
    } catch (error) {
      for (const { reject } of asked) reject(translate(error));
    }
  }

  private keyFor({ person, marks }: KeyRequest): PersonKey {
    const { newest, generation, addPerson, addKey, addMark } = this.statements;
    const found = newest.get(person) as { readonly generation: number; readonly key: Buffer } | undefined;
    for (const mark of marks) addMark.run(mark, person);
    if (found !== undefined) return { person, ...found };
    const next = ((generation.get(person) as number | undefined) ?? 0) + 1;
    const key = randomBytes(KEY_BYTES);
    addPerson.run(person, next);
    addKey.run(person, next, key);
    return { person, generation: next, key };
  }

  /** The log holds what was: it is written into the file, where deleting has overwritten it, and cut to nothing. */
  private async emptyLog(): Promise<void> {
    const deadline = performance.now() + LONGEST_WAIT_MS;
    for (;;) {
      const [{ busy }] = translating(() => this.db.pragma('wal_checkpoint(TRUNCATE)')) as [{ busy: number }];
      if (busy === 0) return;
      if (performance.now() > deadline) throw new StoreUnavailable('key-store', RETRY_AFTER_MS);
      await sleep(20);
    }
  }
}

function prepare(db: Database.Database) {
  return {
    desk: db.prepare('SELECT value FROM desk WHERE name = ?').pluck(),
    generation: db.prepare('SELECT generation FROM persons WHERE person = ?').pluck(),
    newest: db.prepare('SELECT generation, key FROM keys WHERE person = ? ORDER BY generation DESC LIMIT 1'),
    key: db.prepare('SELECT key FROM keys WHERE person = ? AND generation = ?').pluck(),
    addPerson: db.prepare('INSERT OR REPLACE INTO persons VALUES (?, ?)'),
    addKey: db.prepare('INSERT INTO keys VALUES (?, ?, ?)'),
    addMark: db.prepare('INSERT OR IGNORE INTO marks VALUES (?, ?)'),
    deleteKeys: db.prepare('DELETE FROM keys WHERE person = ? AND generation <= ?'),
    deleteMarks: db.prepare('DELETE FROM marks WHERE person = ?'),
    advance: db.prepare('UPDATE destructions SET count = count + 1'),
    epoch: db.prepare('SELECT count FROM destructions').pluck(),
  };
}

function translating<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw translate(error);
  }
}

function translate(error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  const isDriver = code?.startsWith('SQLITE_') === true;
  const isClosed = /database connection is not open|directory does not exist/.test((error as Error).message);
  // The folder is not there, or the disk can't be written.
  const isSystem = syscall !== undefined;
  if (!isDriver && !isClosed && !isSystem) return error;
  return new StoreUnavailable('key-store', RETRY_AFTER_MS, { cause: error });
}
