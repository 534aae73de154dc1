import { type Collection, type Document, START } from '@evidesk/kernel';
import { isRunning } from '../../core/lease-time.js';
import { conditionsOf, planQuery } from '../../core/plan.js';
import { type CollectionSchema, Registry } from '../../core/schema.js';
import { isArray } from '../../core/values.js';
import { FencedOut } from '../../errors.js';
import type { Checkpoint, Commit, Lease, Page, Query, ReadStore, View } from '../../port.js';
import { Connection, DamagedDocument } from './connection.js';
import { Generations } from './generations.js';
import { countSql, segmentSql } from './query-sql.js';
import type { TableWriter } from './table-writer.js';

export interface SqliteReadStoreOptions {
  /** The file; made when it is absent. */
  readonly file: string;
  /** Milliseconds since the epoch, for leases; default: the system's clock. */
  readonly now?: () => number;
  /** Told when the file turned out to be damaged: it was put aside under this name, and its views are built again. */
  onDamage?(aside: string, error: Error): void;
}

interface Row {
  readonly id: string;
  readonly doc: string;
}

/** Read models in one SQLite file, which several processes and threads may have open. */
export class SqliteReadStore implements ReadStore {
  private readonly registry = new Registry();
  private readonly connection: Connection;
  private readonly generations: Generations;
  private readonly now: () => number;

  constructor(options: SqliteReadStoreOptions) {
    const { file, onDamage } = options;
    this.connection = new Connection(file, {
      onReplaced: () => this.startOver(),
      ...(onDamage && { onDamage }),
    });
    this.generations = new Generations(this.connection, this.registry);
    this.now = options.now ?? Date.now;
  }

  async define(views: readonly View[]): Promise<void> {
    for (const view of this.registry.define(views)) {
      const isCurrent = (): boolean => this.generations.row(view.name)?.fingerprint === view.fingerprint;
      if (await this.connection.read(isCurrent)) continue;
      await this.connection.write(() => isCurrent() || this.generations.startAfresh(view));
    }
  }

  async get<D extends Document>(collection: Collection<D>, id: string): Promise<D | undefined> {
    const schema = this.registry.collection(collection);
    return this.connection.read(() => {
      const { table } = this.generations.layout(schema, this.generations.state(schema.view).active);
      const row = this.connection.prepare(`SELECT id, doc FROM ${table} WHERE id = ?`).get(id) as Row | undefined;
      return row === undefined ? undefined : documentOf<D>(row);
    });
  }

  async find<D extends Document>(collection: Collection<D>, query: Query): Promise<Page<D>> {
    const schema = this.registry.collection(collection);
    const { plan, items, more } = await this.connection.read(() => {
      const layout = this.generations.layout(schema, this.generations.state(schema.view).active);
      const plan = planQuery(schema, layout.arrays, query);
      const rows: Row[] = [];
      for (const segment of plan.segments()) {
        const { text, parameters } = segmentSql(layout, plan, segment, plan.limit + 1 - rows.length);
        rows.push(...(this.connection.prepare(text).all(...parameters) as Row[]));
        if (rows.length > plan.limit) break;
      }
      const items = rows.slice(0, plan.limit).map((row) => documentOf<D>(row));
      return { plan, items, more: rows.length > plan.limit };
    });
    const last = items.at(-1);
    if (!more || last === undefined) return { items };
    return { items, next: plan.cursorAfter(last.id, schema.values(last)) };
  }

  async count(collection: Collection, where?: Query['where']): Promise<number> {
    const schema = this.registry.collection(collection);
    const conditions = conditionsOf(schema, where);
    return this.connection.read(() => {
      const layout = this.generations.layout(schema, this.generations.state(schema.view).active);
      const { text, parameters } = countSql(layout, conditions);
      return (this.connection.prepare(text).get(...parameters) as { n: number }).n;
    });
  }

  async getMany<D extends Document>(
    collection: Collection<D>,
    ids: readonly string[],
    generation?: number,
  ): Promise<ReadonlyMap<string, D>> {
    const schema = this.registry.collection(collection);
    return this.connection.read(() => {
      const { active, next } = this.generations.state(schema.view);
      const of = generation ?? active;
      if (of !== active && of !== next) return new Map<string, D>();
      const { table } = this.generations.layout(schema, of);
      const one = this.connection.prepare(`SELECT id, doc FROM ${table} WHERE id = ?`);
      const found = new Map<string, D>();
      for (const id of ids) {
        const row = one.get(id) as Row | undefined;
        if (row !== undefined) found.set(id, documentOf<D>(row));
      }
      return found;
    });
  }

  async checkpoint(view: string, generation?: number): Promise<Checkpoint> {
    return this.connection.read(() => {
      const of = generation ?? this.generations.state(view).active;
      return { view, generation: of, position: this.stored(view, of)?.position ?? START };
    });
  }

  async activeGenerations(views: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.connection.read(() => new Map(views.map((view) => [view, this.generations.state(view).active])));
  }

  async commit(commit: Commit): Promise<void> {
    const { view, generation, fence, position, writes } = commit;
    await this.connection.write(() => {
      this.assertWanted(commit);
      // Asked once a commit and not once a document: this is the hot path.
      const writers = new Map<CollectionSchema, TableWriter>();
      const writerOf = (schema: CollectionSchema): TableWriter => {
        const writer = writers.get(schema) ?? this.generations.writer(schema, generation);
        writers.set(schema, writer);
        return writer;
      };
      for (const write of writes) {
        const schema = this.registry.collectionOf(view, write.collection);
        if (write.kind === 'delete') {
          writerOf(schema).delete(write.id);
          continue;
        }
        const values = schema.values(write.document);
        const { arrays } = writerOf(schema).layout;
        for (const [at, field] of schema.fields.entries()) {
          if (!isArray(values[at] ?? null) || arrays.has(field)) continue;
          this.generations.learnArray(schema, field);
          writers.clear();
        }
        writerOf(schema).put(write.document, JSON.stringify(write.document), values);
      }
      const upsert = 'INSERT OR REPLACE INTO _checkpoints (view, generation, position, fence) VALUES (?, ?, ?, ?)';
      this.connection.prepare(upsert).run(view, generation, position, fence);
    });
  }

  async beginGeneration(view: string): Promise<number> {
    return this.connection.write(() => this.generations.begin(view));
  }

  async activate(view: string, generation: number): Promise<void> {
    await this.connection.write(() => this.generations.activate(view, generation));
  }

  async acquireLease(name: string, owner: string, ttlMs: number): Promise<Lease | undefined> {
    return this.connection.write(() => {
      const select = this.connection.prepare('SELECT owner, fence, expires FROM _leases WHERE name = ?');
      const held = select.get(name) as { owner: string; fence: number; expires: number } | undefined;
      const now = this.now();
      if (held && held.owner !== owner && isRunning(held.expires, now, ttlMs)) return undefined;
      const fence = held?.owner === owner ? held.fence : (held?.fence ?? 0) + 1;
      const upsert = 'INSERT OR REPLACE INTO _leases (name, owner, fence, expires) VALUES (?, ?, ?, ?)';
      this.connection.prepare(upsert).run(name, owner, fence, now + ttlMs);
      return { name, owner, fence };
    });
  }

  async releaseLease({ name, owner, fence }: Lease): Promise<void> {
    // The row stays, so that the next holder's fence is higher.
    const update = "UPDATE _leases SET owner = '', expires = 0 WHERE name = ? AND owner = ? AND fence = ?";
    await this.connection.write(() => this.connection.prepare(update).run(name, owner, fence));
  }

  purge(): Promise<void> {
    return this.connection.emptyLog();
  }

  async ping(): Promise<void> {
    // Writing finds a full disk or a read-only one, which a look would not.
    const count = 'INSERT INTO _pings VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET count = count + 1';
    await this.connection.write(() => this.connection.prepare(count).run());
  }

  async close(): Promise<void> {
    this.connection.close();
  }

  /** In the place of the file that was open there is an empty one, or one that somebody else has made meanwhile. */
  private startOver(): void {
    this.generations.forget();
    for (const view of this.registry.all()) this.generations.startOver(view);
  }

  private stored(view: string, generation: number): { position: string; fence: number } | undefined {
    const select = 'SELECT position, fence FROM _checkpoints WHERE view = ? AND generation = ?';
    return this.connection.prepare(select).get(view, generation) as { position: string; fence: number } | undefined;
  }

  private assertWanted({ view, generation, fence, position }: Commit): void {
    const { active, next } = this.generations.state(view);
    if (generation !== active && generation !== next)
      throw new FencedOut(`${view}: generation ${generation} is no longer wanted`);
    const stored = this.stored(view, generation);
    if (stored === undefined) return;
    if (fence < stored.fence) throw new FencedOut(`${view}: fence ${fence} is older than ${stored.fence}`);
    if (position < stored.position) throw new FencedOut(`${view} is at ${stored.position} already`);
  }
}

function documentOf<D extends Document>({ id, doc }: Row): D {
  try {
    return JSON.parse(doc) as D;
  } catch (error) {
    throw new DamagedDocument(`the document ${id} is not JSON`, { cause: error });
  }
}
