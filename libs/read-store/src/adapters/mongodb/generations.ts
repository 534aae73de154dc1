import { setTimeout as sleep } from 'node:timers/promises';
import { isDuplicateKey } from '@evidesk/mongo';
import type { IndexDescription } from 'mongodb';
import type { CollectionSchema, Registry, ViewSchema } from '../../core/schema.js';
import { FencedOut } from '../../errors.js';
import type { Connection } from './connection.js';
import type { JournaledCommits } from './journal.js';
import { tableName, type ViewDocument } from './model.js';

/** How long a reader may take a view's state for the current one. */
const CACHE_MS = 500;
/** How long an old generation stays for readers that still take it for the active one. */
const GRACE_MS = 2000;

/** The views' generations and their tables. */
export class Generations {
  private readonly cache = new Map<string, { readonly state: ViewDocument; readonly at: number }>();
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(
    private readonly connection: Connection,
    private readonly registry: Registry,
    private readonly journal: JournaledCommits,
    private readonly now: () => number,
  ) {}

  /** The state of a view, at most half a second old. */
  async state(view: string): Promise<ViewDocument> {
    const known = this.cache.get(view);
    return known && performance.now() - known.at < CACHE_MS ? known.state : this.freshState(view);
  }

  /** The state of a view as it is now. @throws Error when the view was not defined */
  async freshState(view: string): Promise<ViewDocument> {
    this.registry.view(view);
    const state = await this.connection.views.findOne({ _id: view });
    if (state === null) throw new Error(`the view ${view} is not defined`);
    return this.remember(state);
  }

  /** The active generation of each of these views as it is now. @throws Error when one was not defined */
  async active(names: readonly string[]): Promise<ReadonlyMap<string, number>> {
    for (const name of names) this.registry.view(name);
    const states = await this.connection.views.find({ _id: { $in: [...names] } }).toArray();
    const active = new Map(states.map((state) => [state._id, this.remember(state).active]));
    for (const name of names) if (!active.has(name)) throw new Error(`the view ${name} is not defined`);
    return active;
  }

  async define(view: ViewSchema): Promise<void> {
    const stored = await this.connection.views.findOne({ _id: view.name });
    if (stored?.fingerprint === view.fingerprint) {
      const live = [stored.active, ...(stored.next === null ? [] : [stored.next])];
      for (const generation of live) {
        await this.create(view, generation);
        // The server has become a replica set since, perhaps: nobody looks for promises any more.
        if (await this.connection.hasTransactions()) await this.journal.settle(view.name, generation);
      }
      this.remember(stored);
      await this.dropRetired(stored, GRACE_MS);
      return;
    }
    const active = (stored?.last ?? 0) + 1;
    await this.create(view, active);
    const retired = stored ? [stored.active, ...(stored.next === null ? [] : [stored.next])] : [];
    const fresh: ViewDocument = {
      _id: view.name,
      fingerprint: view.fingerprint,
      active,
      next: null,
      last: active,
      arrays: [],
      retired: [...(stored?.retired ?? []), ...retired.map((generation) => ({ generation, at: this.now() }))],
    };
    if (await this.replace(stored, fresh)) return this.dropLater(view.name);
    // Another process has just defined it.
    return this.define(view);
  }

  async begin(view: string): Promise<number> {
    const before = await this.freshState(view);
    await this.dropRetired(before, GRACE_MS);
    const generation = before.last + 1;
    await this.create(this.registry.view(view), generation);
    const state = await this.freshState(view);
    if (state.last !== before.last || !(await this.replace(state, { ...state, next: generation, last: generation })))
      return this.begin(view);
    if (state.next !== null) await this.drop(view, state.next);
    return generation;
  }

  /** @throws FencedOut when the generation is no longer wanted */
  async activate(view: string, generation: number): Promise<void> {
    const state = await this.freshState(view);
    if (state.active === generation) return;
    if (state.next !== generation) throw new FencedOut(`${view}: generation ${generation} is no longer wanted`);
    await this.journal.settle(view, generation);
    const retired = [...state.retired, { generation: state.active, at: this.now() }];
    if (!(await this.replace(state, { ...state, active: generation, next: null, retired })))
      return this.activate(view, generation);
    this.dropLater(view);
  }

  /** From now on these fields are known to hold arrays. */
  async learnArrays(view: string, arrays: readonly string[]): Promise<void> {
    const { arrays: known } = await this.state(view);
    const fresh = arrays.filter((field) => !known.includes(field));
    for (const field of fresh) await this.connection.views.updateOne({ _id: view }, { $addToSet: { arrays: field } });
    if (fresh.length > 0) await this.freshState(view);
  }

  arraysOf(schema: CollectionSchema, state: ViewDocument): ReadonlySet<string> {
    return new Set(schema.fields.filter((field) => state.arrays.includes(`${schema.name}.${field}`)));
  }

  /** Drops every generation that is not in use, once those who still take it for the active one have had their time. */
  async dropAllRetired(): Promise<void> {
    for (const { name } of this.registry.all()) {
      const state = await this.freshState(name);
      if (state.retired.length === 0) continue;
      const age = this.now() - Math.max(...state.retired.map(({ at }) => at));
      await sleep(Math.min(GRACE_MS, Math.max(0, GRACE_MS - age)));
      await this.dropRetired(state, -Infinity);
    }
  }

  stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  private remember(state: ViewDocument): ViewDocument {
    this.cache.set(state._id, { state, at: performance.now() });
    return state;
  }

  /** Puts a state in the place of the one that it was made from; `false` when another process was first. */
  private async replace(before: ViewDocument | null, after: ViewDocument): Promise<boolean> {
    const { _id, ...state } = after;
    try {
      if (before === null) await this.connection.views.insertOne(after);
      else {
        const { active, next, last, fingerprint } = before;
        const { matchedCount } = await this.connection.views.updateOne(
          { _id, active, next, last, fingerprint },
          { $set: state },
        );
        if (matchedCount === 0) return false;
      }
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
    this.remember(after);
    return true;
  }

  private async create(view: ViewSchema, generation: number): Promise<void> {
    for (const schema of view.collections) {
      const table = this.connection.table(schema.name, generation);
      const indexes = schema.indexes.map((index): IndexDescription => {
        const keys = index.fields.map((field): [string, 1] => [`i.f${schema.ordinal(field)}`, 1]);
        return { name: index.name, key: new Map<string, 1>([...keys, ['_id', 1]]) };
      });
      // Asked for first: FerretDB 1.24 fails when told to make an index that is there.
      const known = await this.connection.indexNames(schema.name, generation);
      const missing = indexes.filter(({ name }) => name !== undefined && !known.includes(name));
      if (missing.length > 0) await table.createIndexes(missing);
    }
  }

  private dropLater(view: string): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      // What can't be dropped now is dropped when the view is next defined or rebuilt.
      void this.freshState(view)
        .then((state) => this.dropRetired(state, 0.9 * GRACE_MS))
        .catch(() => undefined);
    }, GRACE_MS);
    timer.unref();
    this.timers.add(timer);
  }

  private async dropRetired(state: ViewDocument, olderThanMs: number): Promise<void> {
    for (const { generation, at } of state.retired) {
      if (this.now() - at < olderThanMs) continue;
      await this.drop(state._id, generation);
      await this.connection.views.updateOne({ _id: state._id }, { $pull: { retired: { generation, at } } });
    }
  }

  private async drop(view: string, generation: number): Promise<void> {
    const names = await this.connection.tableNames();
    const ours = this.registry.view(view).collections.map(({ name }) => tableName(name, generation));
    for (const name of ours.filter((table) => names.includes(table))) await this.connection.dropTable(name);
    await this.journal.forget(view, generation);
  }
}
