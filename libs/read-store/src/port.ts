import type { Collection, Document, IndexValue, Position } from '@evidesk/kernel';

/**
 * What a field must be: one value, one of several (up to 1,000), or within bounds.
 *
 * Values order as null, numbers, strings by code points, `false`, `true`. A bound is met only by values of its own type.
 * A field that is absent, or is an object, counts as null.
 */
export type Condition =
  | IndexValue
  | { readonly in: readonly IndexValue[] }
  | { readonly gt?: IndexValue; readonly gte?: IndexValue; readonly lt?: IndexValue; readonly lte?: IndexValue };

export interface Query {
  /**
   * All of these hold. Only fields of some declared index of the collection may be named. A condition on an array field
   * holds when one of its elements meets all of it; on an empty array none does.
   */
  readonly where?: { readonly [field: string]: Condition };
  /**
   * The declared index to go by. Results come in the order of its fields, then of `id`.
   * Its leading fields are those that `where` fixes; conditions on other fields are checked on each document found.
   * An index whose field holds arrays is gone by with that field fixed to one value only.
   * Without an index results come in the order of `id`; that is cheap when `where` is empty or fixes all fields of some index.
   */
  readonly index?: string;
  readonly order?: 'ascending' | 'descending';
  /** 1 to 1,000; default 50. */
  readonly limit?: number;
  /** `next` of the page before, of the same query. */
  readonly cursor?: string;
}

export interface Page<D> {
  readonly items: readonly D[];
  /** Where the next page starts; absent on the last page. */
  readonly next?: string;
}

export type Write<D extends Document = Document> =
  | { readonly kind: 'put'; readonly collection: string; readonly document: D }
  | { readonly kind: 'delete'; readonly collection: string; readonly id: string };

/** How far a view has got. */
export interface Checkpoint {
  readonly view: string;
  readonly generation: number;
  readonly position: Position;
}

/** The right to run something, held by one owner at a time. Each new holder gets a higher fence. */
export interface Lease {
  readonly name: string;
  readonly owner: string;
  readonly fence: number;
}

/** A view: the collections that are built, swapped and dropped together. */
export interface View {
  readonly name: string;
  /** Of its documents' shape. A view that is defined with another starts afresh, as one with other indexes does. */
  readonly version?: number | undefined;
  readonly collections: readonly Collection[];
}

/** What one commit of a runner makes durable, together. */
export interface Commit {
  readonly view: string;
  readonly generation: number;
  /**
   * The fence of the lease under which the runner runs. All that ever commit to one generation of a view must use the
   * same lease's fences, a rebuild too: once it is activated its fence counts.
   */
  readonly fence: number;
  /**
   * Every event up to here is in. Must not be before the stored checkpoint. At the checkpoint itself the writes are
   * carried out again, so that a parked event can be replayed without going back.
   */
  readonly position: Position;
  /** At most one write a document. */
  readonly writes: readonly Write[];
}

/**
 * Documents by declared indexes, and the checkpoints of those who write them.
 *
 * Every method throws `StoreUnavailable` while the store can't be reached.
 */
export interface ReadStore {
  /**
   * Makes room for the views' collections: tables, indexes. Idempotent. Generation 1 is active at first.
   * A view whose declared collections or indexes are not those that it was made with starts afresh: a new, empty
   * generation is active, at `START`, so that its runner rebuilds it. Runners read the checkpoint after this.
   * Collection names match `[a-z][a-z0-9_]*`, without `__`.
   */
  define(views: readonly View[]): Promise<void>;

  /** One document of the active generation. */
  get<D extends Document>(collection: Collection<D>, id: string): Promise<D | undefined>;

  /** A page of documents of the active generation. @throws BadQuery for an undeclared field, an unknown index, a foreign cursor */
  find<D extends Document>(collection: Collection<D>, query: Query): Promise<Page<D>>;

  /** How many documents of the active generation meet the conditions. @throws BadQuery */
  count(collection: Collection, where?: Query['where']): Promise<number>;

  /**
   * Documents by id; those that do not exist are left out.
   * @param generation named by the runner that holds its lease, to change them; default: the active one
   */
  getMany<D extends Document>(
    collection: Collection<D>,
    ids: readonly string[],
    generation?: number,
  ): Promise<ReadonlyMap<string, D>>;

  /** How far a generation of a view (default: the active one) has got; `START` when nothing is committed. */
  checkpoint(view: string, generation?: number): Promise<Checkpoint>;

  /** The active generation of each of these views as it is now, in one read. @throws Error when one was not defined */
  activeGenerations(views: readonly string[]): Promise<ReadonlyMap<string, number>>;

  /**
   * Stores documents and checkpoint together. Committing again what was committed changes nothing.
   * @throws FencedOut when a newer lease has committed, the generation is no longer wanted, or the position is before the checkpoint
   * @throws DocumentTooLarge
   * @throws Error when a document has two arrays in one index; nothing of the commit was stored
   */
  commit(commit: Commit): Promise<void>;

  /** Starts a new, empty generation of a view beside the active one; a generation left unfinished is dropped first. */
  beginGeneration(view: string): Promise<number>;

  /**
   * Makes a generation the active one, at once for every reader (MongoDB: within half a second in other processes, and
   * never a half-built view in between); the old one is dropped. @throws FencedOut when the generation is no longer wanted
   */
  activate(view: string, generation: number): Promise<void>;

  /**
   * Takes or renews a lease. `undefined` when another owner holds it. One that would run for more than twice this time
   * yet counts as over: the clock was set back since it was given.
   */
  acquireLease(name: string, owner: string, ttlMs: number): Promise<Lease | undefined>;

  /** Gives a lease back before it runs out. */
  releaseLease(lease: Lease): Promise<void>;

  /**
   * Resolves when nothing of what was deleted, replaced or dropped is read any more, in any process, or is left in the
   * store's own files, as far as that is in the store's hands: SQLite overwrites it and empties its log; a server's files
   * are the server's.
   */
  purge(): Promise<void>;

  /** Throws when the store can't take a commit now. */
  ping(): Promise<void>;

  close(): Promise<void>;
}

/** Dependency-injection token of the read store. */
export const READ_STORE = Symbol('ReadStore');
