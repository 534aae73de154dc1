import { StoreUnavailable } from '@evidesk/kernel';
import { type Db, MongoClient, type MongoClientOptions, MongoServerError, MongoTopologyClosedError } from 'mongodb';
import { RETRY_AFTER_MS, translate } from './errors.js';

/** What an operator has not said otherwise in the connection string. */
const DEFAULTS = {
  serverSelectionTimeoutMS: 3_000,
  connectTimeoutMS: 3_000,
  socketTimeoutMS: 20_000,
  waitQueueTimeoutMS: 10_000,
  maxPoolSize: 20,
} as const;
const DUPLICATE_KEY = 11_000;

export interface MongoServerOptions {
  readonly url: string;
  /** By default the one that the connection string names. */
  readonly database?: string | undefined;
  /** What errors call the store that is kept there. */
  readonly store: string;
  /** What the store asks of the driver, whatever the connection string says. */
  readonly driver?: MongoClientOptions;
}

/** A MongoDB server for one store: connects when it is first used, and again by itself whenever the server is back. */
export class MongoServer {
  readonly client: MongoClient;
  readonly db: Db;
  private readonly store: string;
  private closed = false;

  constructor({ url, database, store, driver }: MongoServerOptions) {
    this.store = store;
    this.client = new MongoClient(url, { ...defaultsBesides(url), writeConcern: { w: 'majority' }, ...driver });
    this.db = this.client.db(database);
  }

  /**
   * Does some work on the server. Errors come out as a port's, never as the driver's.
   * @throws StoreUnavailable
   */
  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.closed) throw this.away();
    try {
      return await work().catch((error: unknown) => this.afresh(error, work));
    } catch (error) {
      throw translate(error, this.store);
    }
  }

  /** What says that the store can not be used now. */
  away(): StoreUnavailable {
    return new StoreUnavailable(this.store, RETRY_AFTER_MS);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.client.close();
  }

  /** A driver that has found no server at its first call never looks for one again, unless it is told to. */
  private async afresh<T>(error: unknown, work: () => Promise<T>): Promise<T> {
    if (this.closed || !(error instanceof MongoTopologyClosedError)) throw error;
    await this.client.connect();
    return work();
  }
}

/** The driver takes its options before those of the connection string: ours are only given where that has none. */
export function defaultsBesides(url: string): Partial<typeof DEFAULTS> {
  const query = url.slice(url.indexOf('?') + 1).toLowerCase();
  const said = new Set(query.split('&').map((setting) => setting.split('=', 1)[0]));
  return Object.fromEntries(Object.entries(DEFAULTS).filter(([name]) => !said.has(name.toLowerCase())));
}

/** Whether a document with such a key is there already. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}
