import { MongoServer } from '@evidesk/mongo';
import { type ClientSession, type Collection, type Db, type Document, MongoServerError } from 'mongodb';
import type { CheckpointDocument, JournalDocument, LeaseDocument, StoredDocument, ViewDocument } from './model.js';
import { tableName } from './model.js';

const TRANSACTION_MS = 20_000;
const NAMESPACE_NOT_FOUND = 26;

/** A server, its collections and its transactions. Errors come out as the port's, never as the driver's. */
export class Connection {
  private readonly server: MongoServer;
  private readonly db: Db;
  private transactions: boolean | undefined;

  constructor(url: string, database: string | undefined) {
    this.server = new MongoServer({ url, database, store: 'read-store', driver: { ignoreUndefined: true } });
    this.db = this.server.db;
  }

  get views(): Collection<ViewDocument> {
    return this.db.collection('_views');
  }

  get checkpoints(): Collection<CheckpointDocument> {
    return this.db.collection('_checkpoints');
  }

  get journal(): Collection<JournalDocument> {
    return this.db.collection('_journal');
  }

  get leases(): Collection<LeaseDocument> {
    return this.db.collection('_leases');
  }

  table(collection: string, generation: number): Collection<StoredDocument> {
    return this.db.collection(tableName(collection, generation));
  }

  /** Does some work on the server. @throws StoreUnavailable */
  use<T>(work: () => Promise<T>): Promise<T> {
    return this.server.use(work);
  }

  /** Whether the server has transactions: a replica set or a sharded cluster has, a standalone server has not. */
  async hasTransactions(): Promise<boolean> {
    if (this.transactions === undefined) {
      const hello = await this.db.admin().command({ hello: 1 });
      this.transactions = supportsTransactions(hello);
    }
    return this.transactions;
  }

  /** Does all of it or nothing; repeats it when the server asks for that. @throws StoreUnavailable */
  async transaction(work: (session: ClientSession) => Promise<void>): Promise<void> {
    // By itself the driver would go on trying for two minutes while there is no server.
    const deadline = performance.now() + TRANSACTION_MS;
    const attempt = async (session: ClientSession): Promise<void> => {
      if (performance.now() > deadline) throw this.server.away();
      await work(session);
    };
    const done = this.server.client.withSession((session) =>
      session.withTransaction(() => attempt(session), {
        readConcern: { level: 'snapshot' },
        writeConcern: { w: 'majority' },
        readPreference: 'primary',
      }),
    );
    await withinTime(done, TRANSACTION_MS, () => this.server.away());
  }

  async tableNames(): Promise<readonly string[]> {
    const listed = await this.db.listCollections({}, { nameOnly: true }).toArray();
    return listed.map(({ name }) => name);
  }

  async indexNames(collection: string, generation: number): Promise<readonly (string | undefined)[]> {
    const indexes = await this.table(collection, generation).indexes().catch(unlessMissing);
    return (indexes ?? []).map(({ name }) => name);
  }

  async dropTable(name: string): Promise<void> {
    await this.db.dropCollection(name).catch(unlessMissing);
  }

  /** Whether the server can take a write now: someone primary answers. */
  async ping(): Promise<void> {
    await this.db.command({ ping: 1 }, { readPreference: 'primary' });
  }

  close(): Promise<void> {
    return this.server.close();
  }
}

/** Reads a server's answer to `hello`. */
export function supportsTransactions(hello: Document): boolean {
  return typeof hello['setName'] === 'string' || hello['msg'] === 'isdbgrid';
}

/** What comes after the time is up is nobody's answer; it is harmless, since commits are fenced and can be repeated. */
async function withinTime<T>(work: Promise<T>, ms: number, tooLate: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate()), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** There is no such collection: none yet, or someone else was first to drop it. */
function unlessMissing(error: unknown): undefined {
  if (!(error instanceof MongoServerError && error.code === NAMESPACE_NOT_FOUND)) throw error;
}
