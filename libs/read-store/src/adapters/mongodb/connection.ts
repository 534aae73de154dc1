import { StoreUnavailable } from '@evidesk/kernel';
import {
  type ClientSession,
  type Collection,
  type Db,
  type Document,
  MongoClient,
  MongoError,
  MongoServerError,
  MongoTopologyClosedError,
} from 'mongodb';
import type { CheckpointDocument, JournalDocument, LeaseDocument, StoredDocument, ViewDocument } from './model.js';
import { tableName } from './model.js';

const RETRY_AFTER_MS = 1000;
const TRANSACTION_MS = 20_000;
const DUPLICATE_KEY = 11000;
const NAMESPACE_NOT_FOUND = 26;
/** No driver's error, but what it means for us: a server that is away, stepping down, shutting down or too slow. */
const UNAVAILABLE_NAMES = new Set([
  'MongoServerSelectionError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoOperationTimeoutError',
  'MongoTopologyClosedError',
  'MongoNotConnectedError',
  'MongoClientClosedError',
  'MongoPoolClosedError',
  'MongoPoolClearedError',
  'MongoExpiredSessionError',
  'MongoWaitQueueTimeoutError',
]);
/** What an operator has not said otherwise in the connection string. */
const DEFAULTS = {
  serverSelectionTimeoutMS: 3000,
  connectTimeoutMS: 3000,
  socketTimeoutMS: 20_000,
  waitQueueTimeoutMS: 10_000,
  maxPoolSize: 20,
} as const;
const UNAVAILABLE_CODES = new Set([
  6, 7, 50, 64, 89, 91, 112, 133, 189, 251, 262, 9001, 10058, 10107, 11600, 11602, 13435, 13436,
]);

/** A server, its collections and its transactions. Errors come out as the port's, never as the driver's. */
export class Connection {
  private readonly client: MongoClient;
  private readonly db: Db;
  private closed = false;
  private transactions: boolean | undefined;

  constructor(url: string, database: string | undefined) {
    this.client = new MongoClient(url, {
      ...defaultsBesides(url),
      writeConcern: { w: 'majority' },
      ignoreUndefined: true,
    });
    this.db = this.client.db(database);
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
  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.closed) throw new StoreUnavailable('read-store', RETRY_AFTER_MS);
    try {
      return await work().catch((error: unknown) => this.afresh(error, work));
    } catch (error) {
      throw translate(error);
    }
  }

  /** A driver that has found no server at its first call never looks for one again, unless it is told to. */
  private async afresh<T>(error: unknown, work: () => Promise<T>): Promise<T> {
    if (this.closed || !(error instanceof MongoTopologyClosedError)) throw error;
    await this.client.connect();
    return work();
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
      if (performance.now() > deadline) throw new StoreUnavailable('read-store', RETRY_AFTER_MS);
      await work(session);
    };
    const done = this.client.withSession((session) =>
      session.withTransaction(() => attempt(session), {
        readConcern: { level: 'snapshot' },
        writeConcern: { w: 'majority' },
        readPreference: 'primary',
      }),
    );
    await withinTime(done, TRANSACTION_MS);
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

  async close(): Promise<void> {
    this.closed = true;
    await this.client.close();
  }
}

/** The driver takes its options before those of the connection string: ours are only given where that has none. */
export function defaultsBesides(url: string): Partial<typeof DEFAULTS> {
  const query = url.slice(url.indexOf('?') + 1).toLowerCase();
  const said = new Set(query.split('&').map((setting) => setting.split('=', 1)[0]));
  return Object.fromEntries(Object.entries(DEFAULTS).filter(([name]) => !said.has(name.toLowerCase())));
}

/** Reads a server's answer to `hello`. */
export function supportsTransactions(hello: Document): boolean {
  return typeof hello['setName'] === 'string' || hello['msg'] === 'isdbgrid';
}

export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}

/** What comes after the time is up is nobody's answer; it is harmless, since commits are fenced and can be repeated. */
async function withinTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StoreUnavailable('read-store', RETRY_AFTER_MS)), ms);
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

function translate(error: unknown): unknown {
  if (!(error instanceof MongoError)) return error;
  const unavailable =
    UNAVAILABLE_NAMES.has(error.name) ||
    // A lost connection during a bulk write keeps its message only.
    (error.name === 'MongoBulkWriteError' && error.code === undefined) ||
    (typeof error.code === 'number' && UNAVAILABLE_CODES.has(error.code)) ||
    error.hasErrorLabel('TransientTransactionError') ||
    error.hasErrorLabel('RetryableWriteError');
  if (unavailable) return new StoreUnavailable('read-store', RETRY_AFTER_MS, { cause: error });
  return new Error(`read store: ${error.message}`, { cause: error });
}
