import { type Collection, type Document, type IndexValue, START, StoreUnavailable } from '@evidesk/kernel';
import { isRunning } from '../../core/lease-time.js';
import { comparePlaces, conditionsOf, planQuery, type Segment } from '../../core/plan.js';
import { type CollectionSchema, Registry } from '../../core/schema.js';
import { type FieldValue, isArray, meets } from '../../core/values.js';
import { FencedOut } from '../../errors.js';
import type { Checkpoint, Commit, Lease, Page, Query, ReadStore, View } from '../../port.js';
import { MemoryDisk, type MemoryGeneration, type MemoryTables, type MemoryView } from './memory-disk.js';

export interface MemoryReadStoreOptions {
  /** Milliseconds since the epoch; default: the system's clock. */
  readonly now?: () => number;
  /** Where the documents are; default: a fresh one. */
  readonly disk?: MemoryDisk;
}

interface Found {
  readonly id: string;
  readonly json: string;
}

/** The model: plain maps, filtered and sorted on each query. For tests; what it does, every adapter does. */
export class MemoryReadStore implements ReadStore {
  private readonly registry = new Registry();
  private readonly disk: MemoryDisk;
  private readonly now: () => number;
  private closed = false;

  constructor(options: MemoryReadStoreOptions) {
    this.disk = options.disk ?? new MemoryDisk();
    this.now = options.now ?? Date.now;
  }

  async define(views: readonly View[]): Promise<void> {
    this.assertOpen();
    for (const { name, fingerprint } of this.registry.define(views)) {
      const stored = this.disk.views.get(name);
      if (stored?.fingerprint === fingerprint) continue;
      const active = (stored?.last ?? 0) + 1;
      const generations = new Map([[active, { tables: new Map() }]]);
      this.disk.views.set(name, { fingerprint, active, last: active, generations, arrays: new Set() });
    }
  }

  async get<D extends Document>(collection: Collection<D>, id: string): Promise<D | undefined> {
    const json = this.active(this.registry.collection(collection)).get(id);
    return json === undefined ? undefined : (JSON.parse(json) as D);
  }

  async find<D extends Document>(collection: Collection<D>, query: Query): Promise<Page<D>> {
    const schema = this.registry.collection(collection);
    const plan = planQuery(schema, this.arraysOf(schema), query);
    const documents = [...this.active(schema)].map(([id, json]) => ({ id, json }));
    const found: Found[] = [];
    for (const segment of plan.segments()) {
      found.push(...this.along(schema, documents, segment, plan.descending ? -1 : 1));
      if (found.length > plan.limit) break;
    }
    const items = found.slice(0, plan.limit).map(({ json }) => JSON.parse(json) as D);
    const last = items.at(-1);
    if (found.length <= plan.limit || last === undefined) return { items };
    return { items, next: plan.cursorAfter(last.id, schema.values(last)) };
  }

  async count(collection: Collection, where?: Query['where']): Promise<number> {
    const schema = this.registry.collection(collection);
    const conditions = conditionsOf(schema, where);
    return [...this.active(schema).values()].filter((json) => {
      const values = schema.values(JSON.parse(json) as Document);
      return conditions.every(({ field, condition }) => meets(condition, values[schema.ordinal(field)] ?? null));
    }).length;
  }

  async getMany<D extends Document>(
    collection: Collection<D>,
    ids: readonly string[],
    generation?: number,
  ): Promise<ReadonlyMap<string, D>> {
    const schema = this.registry.collection(collection);
    const { active, generations } = this.view(schema.view);
    const table = generations.get(generation ?? active)?.tables.get(schema.name);
    const found = new Map<string, D>();
    for (const id of ids) {
      const json = table?.get(id);
      if (json !== undefined) found.set(id, JSON.parse(json) as D);
    }
    return found;
  }

  async checkpoint(view: string, generation?: number): Promise<Checkpoint> {
    const state = this.view(view);
    const of = generation ?? state.active;
    return { view, generation: of, position: state.generations.get(of)?.checkpoint?.position ?? START };
  }

  async activeGenerations(views: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return new Map(views.map((view) => [view, this.view(view).active]));
  }

  async commit(commit: Commit): Promise<void> {
    const view = this.view(commit.view);
    const generation = wanted(view, commit);
    // Everything that can fail comes before anything is stored.
    const writes = commit.writes.map((write) => {
      const schema = this.registry.collectionOf(commit.view, write.collection);
      if (write.kind === 'delete') return { schema, id: write.id };
      const values = schema.values(write.document);
      const arrays = schema.fields.filter((_, ordinal) => isArray(values[ordinal] ?? null));
      return { schema, id: write.document.id, json: JSON.stringify(write.document), arrays };
    });
    for (const { schema, id, json, arrays } of writes) {
      const table = tableOf(generation.tables, schema.name);
      if (json === undefined) table.delete(id);
      else table.set(id, json);
      for (const field of arrays ?? []) view.arrays.add(`${schema.name}.${field}`);
    }
    generation.checkpoint = { position: commit.position, fence: commit.fence };
  }

  async beginGeneration(view: string): Promise<number> {
    const state = this.view(view);
    if (state.next !== undefined) state.generations.delete(state.next);
    state.last += 1;
    state.next = state.last;
    state.generations.set(state.next, { tables: new Map() });
    return state.next;
  }

  async activate(view: string, generation: number): Promise<void> {
    const state = this.view(view);
    if (state.active === generation) return;
    if (state.next !== generation) throw new FencedOut(`${view}: generation ${generation} is no longer wanted`);
    state.generations.delete(state.active);
    state.active = generation;
    delete state.next;
  }

  async acquireLease(name: string, owner: string, ttlMs: number): Promise<Lease | undefined> {
    this.assertOpen();
    const held = this.disk.leases.get(name);
    const now = this.now();
    if (held && held.owner !== owner && isRunning(held.expires, now, ttlMs)) return undefined;
    const fence = held?.owner === owner ? held.fence : (held?.fence ?? 0) + 1;
    this.disk.leases.set(name, { owner, fence, expires: now + ttlMs });
    return { name, owner, fence };
  }

  async releaseLease(lease: Lease): Promise<void> {
    this.assertOpen();
    const held = this.disk.leases.get(lease.name);
    if (held?.owner !== lease.owner || held.fence !== lease.fence) return;
    this.disk.leases.set(lease.name, { owner: '', fence: lease.fence, expires: 0 });
  }

  async purge(): Promise<void> {
    this.assertOpen();
  }

  async ping(): Promise<void> {
    this.assertOpen();
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  private along(schema: CollectionSchema, documents: readonly Found[], segment: Segment, direction: number): Found[] {
    const { equal, filter, sort, after } = segment;
    const conditions = [...equal.map(({ field, value }) => ({ field, condition: value })), ...filter];
    const ordinals = sort.map((field) => schema.ordinal(field));
    return documents
      .map(({ id, json }) => ({ id, json, all: schema.values(JSON.parse(json) as Document) }))
      .filter(({ all }) =>
        conditions.every(({ field, condition }) => meets(condition, all[schema.ordinal(field)] ?? null)),
      )
      .map(({ id, json, all }) => ({ id, json, values: ordinals.map((at) => scalarOf(all[at])) }))
      .filter((place) => after === undefined || direction * comparePlaces(place, after) > 0)
      .sort((a, b) => direction * comparePlaces(a, b));
  }

  private active(schema: CollectionSchema): ReadonlyMap<string, string> {
    const view = this.view(schema.view);
    return view.generations.get(view.active)?.tables.get(schema.name) ?? new Map<string, string>();
  }

  private arraysOf(schema: CollectionSchema): ReadonlySet<string> {
    const { arrays } = this.view(schema.view);
    return new Set(schema.fields.filter((field) => arrays.has(`${schema.name}.${field}`)));
  }

  private view(name: string): MemoryView {
    this.assertOpen();
    this.registry.view(name);
    const view = this.disk.views.get(name);
    if (view === undefined) throw new Error(`the view ${name} is not defined`);
    return view;
  }

  private assertOpen(): void {
    if (this.closed) throw new StoreUnavailable('read-store', 1000);
  }
}

/** The planner refuses to sort by a field that holds arrays. */
function scalarOf(value: FieldValue | undefined): IndexValue {
  return value === undefined || isArray(value) ? null : value;
}

/** The generation that a commit is for. @throws FencedOut */
function wanted(view: MemoryView, commit: Commit): MemoryGeneration {
  const generation = view.generations.get(commit.generation);
  if (generation === undefined)
    throw new FencedOut(`${commit.view}: generation ${commit.generation} is no longer wanted`);
  const { fence, position } = generation.checkpoint ?? { fence: 0, position: START };
  if (commit.fence < fence) throw new FencedOut(`${commit.view}: fence ${commit.fence} is older than ${fence}`);
  if (commit.position < position) throw new FencedOut(`${commit.view} is at ${position} already`);
  return generation;
}

function tableOf(tables: MemoryTables, collection: string): Map<string, string> {
  const table = tables.get(collection) ?? new Map<string, string>();
  tables.set(collection, table);
  return table;
}
