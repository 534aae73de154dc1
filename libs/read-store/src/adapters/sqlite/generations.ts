import type { Document } from '@evidesk/kernel';
import type { CollectionSchema, Registry, ViewSchema } from '../../core/schema.js';
import { FencedOut } from '../../errors.js';
import type { Connection } from './connection.js';
import { Layout } from './layout.js';
import { TableWriter } from './table-writer.js';

/** Generations of a file that took another's place count from the second of its making on. */
const LEAST_OF_REPLACEMENT = 1_000_000_000;

export interface ViewRow {
  readonly active: number;
  readonly next: number | null;
  readonly last: number;
  readonly layout: number;
  readonly fingerprint: string;
}

interface Cached {
  readonly version: number;
  readonly layouts: Map<string, Layout>;
  readonly writers: Map<string, TableWriter>;
}

/** The tables of the views' generations. All methods are to be called within a transaction. */
export class Generations {
  private readonly cache = new Map<string, Cached>();

  constructor(
    private readonly connection: Connection,
    private readonly registry: Registry,
  ) {}

  row(view: string): ViewRow | undefined {
    const select = 'SELECT active, next, last, layout, fingerprint FROM _views WHERE name = ?';
    return this.connection.prepare(select).get(view) as ViewRow | undefined;
  }

  /** @throws Error when the view was not defined */
  state(view: string): ViewRow {
    this.registry.view(view);
    const row = this.row(view);
    if (row === undefined) throw new Error(`the view ${view} is not defined`);
    return row;
  }

  /** Forgets what was known of a file that another one has taken the place of. */
  forget(): void {
    this.cache.clear();
  }

  /**
   * Starts a view afresh in a file that took another's place, unless that was done. Its generation is none that the
   * other file can have had: who goes on committing to one of those must start over too.
   */
  startOver(view: ViewSchema): void {
    const row = this.row(view.name);
    if (row !== undefined && row.active >= LEAST_OF_REPLACEMENT) return;
    this.startAfresh(view, Math.floor(Date.now() / 1_000));
  }

  /** Starts a view afresh: an empty generation becomes the active one, all others go. */
  startAfresh(view: ViewSchema, least = 1): void {
    const row = this.row(view.name);
    const before = row === undefined ? [] : collectionsOf(row.fingerprint);
    for (const collection of new Set([...before, ...view.collections.map(({ name }) => name)])) {
      this.dropTables(collection);
      this.connection.prepare('DELETE FROM _arrays WHERE collection = ?').run(collection);
    }
    this.connection.prepare('DELETE FROM _checkpoints WHERE view = ?').run(view.name);
    const active = Math.max(least, (row?.last ?? 0) + 1);
    const upsert =
      'INSERT OR REPLACE INTO _views (name, fingerprint, active, next, last, layout) VALUES (?, ?, ?, NULL, ?, ?)';
    this.connection.prepare(upsert).run(view.name, view.fingerprint, active, active, (row?.layout ?? 0) + 1);
    this.create(view.name, active);
  }

  begin(view: string): number {
    const { next, last } = this.state(view);
    if (next !== null) this.drop(view, next);
    const generation = last + 1;
    this.connection.prepare('UPDATE _views SET next = ?, last = ? WHERE name = ?').run(generation, generation, view);
    this.create(view, generation);
    return generation;
  }

  /** @throws FencedOut when the generation is no longer wanted */
  activate(view: string, generation: number): void {
    const { active, next } = this.state(view);
    if (active === generation) return;
    if (next !== generation) throw new FencedOut(`${view}: generation ${generation} is no longer wanted`);
    this.connection.prepare('UPDATE _views SET active = ?, next = NULL WHERE name = ?').run(generation, view);
    this.drop(view, active);
  }

  layout(schema: CollectionSchema, generation: number): Layout {
    const { layouts } = this.cached(schema.view);
    const key = `${schema.name}@${generation}`;
    const known = layouts.get(key);
    if (known?.schema === schema) return known;
    const select = this.connection.prepare('SELECT field FROM _arrays WHERE collection = ?');
    const fields = (select.all(schema.name) as readonly { field: string }[]).map(({ field }) => field);
    const layout = new Layout(schema, generation, new Set(fields));
    layouts.set(key, layout);
    return layout;
  }

  writer(schema: CollectionSchema, generation: number): TableWriter {
    const layout = this.layout(schema, generation);
    const { writers } = this.cached(schema.view);
    const known = writers.get(layout.table);
    if (known?.layout === layout) return known;
    const writer = new TableWriter(layout, this.connection.prepare);
    writers.set(layout.table, writer);
    return writer;
  }

  /** From now on the field is known to hold arrays: its indexes get entries for each element, of all documents so far. */
  learnArray(schema: CollectionSchema, field: string): void {
    const { active, next } = this.state(schema.view);
    this.connection.prepare('INSERT OR IGNORE INTO _arrays (collection, field) VALUES (?, ?)').run(schema.name, field);
    const before = [active, ...(next === null ? [] : [next])].map((generation) => this.layout(schema, generation));
    this.connection.prepare('UPDATE _views SET layout = layout + 1 WHERE name = ?').run(schema.view);
    for (const old of before) {
      const layout = this.layout(schema, old.generation);
      for (const index of layout.withEntries().filter((candidate) => !old.hasEntries(candidate))) {
        this.connection.exec([`DROP INDEX IF EXISTS ${old.indexName(index)}`, ...layout.indexDdl(index)]);
        this.fillEntries(layout, layout.indexName(index), index);
      }
    }
  }

  /** @internal The checkpoint and tables of a generation. */
  private drop(view: string, generation: number): void {
    for (const { name } of this.registry.view(view).collections) this.dropTables(name, generation);
    this.connection.prepare('DELETE FROM _checkpoints WHERE view = ? AND generation = ?').run(view, generation);
    this.cache.delete(view);
  }

  private dropTables(collection: string, generation?: number): void {
    const wanted = new RegExp(`^${collection}__g${generation ?? '\\d+'}(_x\\d+)?$`);
    const tables = this.connection.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as {
      name: string;
    }[];
    this.connection.exec(tables.filter(({ name }) => wanted.test(name)).map(({ name }) => `DROP TABLE ${name}`));
  }

  private create(view: string, generation: number): void {
    for (const schema of this.registry.view(view).collections)
      this.connection.exec(this.layout(schema, generation).ddl());
  }

  private fillEntries(layout: Layout, name: string, index: ReturnType<Layout['withEntries']>[number]): void {
    const columns = ['id', ...index.fields.map((field) => layout.column(field))];
    const add = this.connection.prepare(
      `INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    );
    // Page by page: a statement that is being iterated would keep the connection from writing.
    const page = this.connection.prepare(`SELECT id, doc FROM ${layout.table} WHERE id > ? ORDER BY id LIMIT 1000`);
    for (let after = ''; ;) {
      const rows = page.all(after) as readonly { id: string; doc: string }[];
      for (const { id, doc } of rows) {
        const values = layout.schema.values(JSON.parse(doc) as Document);
        for (const row of layout.entries(index, values)) add.run(id, ...row);
      }
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.id;
    }
  }

  private cached(view: string): Cached {
    const { layout: version } = this.state(view);
    const known = this.cache.get(view);
    if (known?.version === version) return known;
    const fresh = { version, layouts: new Map<string, Layout>(), writers: new Map<string, TableWriter>() };
    this.cache.set(view, fresh);
    return fresh;
  }
}

/** The collections that a view had when its fingerprint was taken. */
function collectionsOf(fingerprint: string): readonly string[] {
  return (JSON.parse(fingerprint) as readonly (readonly [string, unknown])[]).map(([name]) => name);
}
