import { type Collection, type Document, START } from '@evidesk/kernel';
import type { Collection as Table } from 'mongodb';
import { conditionsOf, planQuery } from '../../core/plan.js';
import { Registry } from '../../core/schema.js';
import { FencedOut } from '../../errors.js';
import type { Checkpoint, Commit, Lease, Page, Query, ReadStore, View } from '../../port.js';
import { Connection } from './connection.js';
import { leftToCheck, type Step, stepsOf, whereFilter } from './filters.js';
import { Generations } from './generations.js';
import { type JournalOptions, JournaledCommits } from './journal.js';
import { Leases } from './leases.js';
import { generationKey, isWanted, type StoredDocument } from './model.js';
import { commitInTransaction } from './transactions.js';
import { arraysIn, prepareWrites } from './writes.js';

export interface MongoReadStoreOptions {
  /** A connection string: `mongodb://host:27017/evidesk`. */
  readonly url: string;
  /** The database; default: the one of the connection string. */
  readonly database?: string;
  /**
   * Milliseconds since the epoch, for leases; default: the system's clock. The clocks of all processes must agree to
   * well within a lease's time: one that is ahead takes over early, which fences keep harmless.
   */
  readonly now?: () => number;
}

interface Found {
  readonly _id: string;
  readonly doc: string;
}

const IDS_AT_ONCE = 1000;

/** Read models in MongoDB, or in what speaks its protocol; portable operators only. */
export class MongoReadStore implements ReadStore {
  private readonly registry = new Registry();
  private readonly connection: Connection;
  private readonly journal: JournaledCommits;
  private readonly generations: Generations;
  private readonly leases: Leases;

  constructor(options: MongoReadStoreOptions, journal: JournalOptions = {}) {
    const now = options.now ?? Date.now;
    this.connection = new Connection(options.url, options.database);
    this.journal = new JournaledCommits(this.connection, journal);
    this.generations = new Generations(this.connection, this.registry, this.journal, now);
    this.leases = new Leases(this.connection, now);
  }

  define(views: readonly View[]): Promise<void> {
    return this.connection.use(async () => {
      for (const view of this.registry.define(views)) await this.generations.define(view);
    });
  }

  get<D extends Document>(collection: Collection<D>, id: string): Promise<D | undefined> {
    return this.connection.use(async () => {
      const schema = this.registry.collection(collection);
      const { active } = await this.generations.state(schema.view);
      const found = await this.connection.table(schema.name, active).findOne({ _id: id }, { projection: { doc: 1 } });
      return found?.doc === undefined ? undefined : (JSON.parse(found.doc) as D);
    });
  }

  find<D extends Document>(collection: Collection<D>, query: Query): Promise<Page<D>> {
    return this.connection.use(async () => {
      const schema = this.registry.collection(collection);
      const state = await this.generations.state(schema.view);
      const arrays = this.generations.arraysOf(schema, state);
      const plan = planQuery(schema, arrays, query);
      const table = this.connection.table(schema.name, state.active);
      const check = leftToCheck(schema, arrays, conditionsOf(schema, query.where));
      const found: Found[] = [];
      for (const segment of plan.segments()) {
        for (const { filter, sort } of stepsOf(schema, segment, plan.descending)) {
          const limit = plan.limit + 1 - found.length;
          if (limit > 0) found.push(...(await firstOf(table, { filter, sort }, limit, check)));
        }
        if (found.length > plan.limit) break;
      }
      const items = found.slice(0, plan.limit).map(({ doc }) => JSON.parse(doc) as D);
      const last = items.at(-1);
      if (found.length <= plan.limit || last === undefined) return { items };
      return { items, next: plan.cursorAfter(last.id, schema.values(last)) };
    });
  }

  count(collection: Collection, where?: Query['where']): Promise<number> {
    return this.connection.use(async () => {
      const schema = this.registry.collection(collection);
      const conditions = conditionsOf(schema, where);
      const state = await this.generations.state(schema.view);
      const filter = whereFilter(schema, conditions);
      const check = leftToCheck(schema, this.generations.arraysOf(schema, state), conditions);
      const table = this.connection.table(schema.name, state.active);
      if (check === undefined) return table.countDocuments(filter);
      return (await firstOf(table, { filter, sort: [['_id', 1]] }, Infinity, check)).length;
    });
  }

  getMany<D extends Document>(
    collection: Collection<D>,
    ids: readonly string[],
    generation?: number,
  ): Promise<ReadonlyMap<string, D>> {
    return this.connection.use(async () => {
      const schema = this.registry.collection(collection);
      // A runner goes on from what it reads: it must not see half of what was promised.
      if (generation !== undefined && !(await this.connection.hasTransactions()))
        await this.journal.settle(schema.view, generation);
      const of = generation ?? (await this.generations.state(schema.view)).active;
      const table = this.connection.table(schema.name, of);
      const found = new Map<string, D>();
      for (let from = 0; from < ids.length; from += IDS_AT_ONCE) {
        const some = table.find<Partial<Found>>(
          { _id: { $in: ids.slice(from, from + IDS_AT_ONCE) } },
          { projection: { doc: 1 } },
        );
        for (const { _id, doc } of await some.toArray())
          if (_id !== undefined && doc !== undefined) found.set(_id, JSON.parse(doc) as D);
      }
      return found;
    });
  }

  checkpoint(view: string, generation?: number): Promise<Checkpoint> {
    return this.connection.use(async () => {
      const of = generation ?? (await this.generations.state(view)).active;
      const stored = await this.connection.checkpoints.findOne({ _id: generationKey(view, of) });
      return { view, generation: of, position: stored?.position ?? START };
    });
  }

  activeGenerations(views: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.connection.use(() => this.generations.active(views));
  }

  commit(commit: Commit): Promise<void> {
    return this.connection.use(async () => {
      const { view, generation } = commit;
      const writes = prepareWrites(this.registry, commit);
      await this.generations.learnArrays(view, arraysIn(this.registry, view, writes));
      if (writes.length === 0 && (await this.moveOn(commit))) return;
      if (await this.connection.hasTransactions()) return commitInTransaction(this.connection, commit, writes);
      if (!isWanted(await this.generations.freshState(view), generation))
        throw new FencedOut(`${view}: generation ${generation} is no longer wanted`);
      return this.journal.commit(commit, writes);
    });
  }

  beginGeneration(view: string): Promise<number> {
    return this.connection.use(() => this.generations.begin(view));
  }

  activate(view: string, generation: number): Promise<void> {
    return this.connection.use(() => this.generations.activate(view, generation));
  }

  acquireLease(name: string, owner: string, ttlMs: number): Promise<Lease | undefined> {
    return this.connection.use(() => this.leases.acquire(name, owner, ttlMs));
  }

  releaseLease(lease: Lease): Promise<void> {
    return this.connection.use(() => this.leases.release(lease));
  }

  /** Deleted documents and dropped collections are the server's to overwrite. */
  purge(): Promise<void> {
    return this.connection.use(() => this.generations.dropAllRetired());
  }

  ping(): Promise<void> {
    return this.connection.use(() => this.connection.ping());
  }

  async close(): Promise<void> {
    this.generations.stop();
    await this.connection.close();
  }

  /**
   * Moves a checkpoint on alone, in one guarded write: most commits of most views are that. `false` when it takes a whole
   * commit: the lease is a new one, whose claim all must see, someone has gone further, or the generation was swapped away.
   * (If that was within the last half second, the checkpoint of what nobody wants moves on.)
   */
  private async moveOn({ view, generation, fence, position }: Commit): Promise<boolean> {
    if (!isWanted(await this.generations.state(view), generation)) return false;
    if (!(await this.connection.hasTransactions())) await this.journal.settle(view, generation);
    const own = { _id: generationKey(view, generation), fence, position: { $lte: position } };
    const { matchedCount } = await this.connection.checkpoints.updateOne(own, { $set: { position } });
    return matchedCount === 1;
  }
}

/** The first documents of a step, of those that pass what is left to check. */
async function firstOf(
  table: Table<StoredDocument>,
  { filter, sort }: Step,
  limit: number,
  check: ((doc: string) => boolean) | undefined,
): Promise<readonly Found[]> {
  const projection = { doc: 1 };
  if (check === undefined) {
    // One batch and no cursor left open on the server.
    return table.find<Found>(filter, { sort, limit, batchSize: limit + 1, projection }).toArray();
  }
  const found: Found[] = [];
  for await (const document of table.find<Found>(filter, { sort, projection })) {
    if (check(document.doc)) found.push(document);
    if (found.length >= limit) break;
  }
  return found;
}
