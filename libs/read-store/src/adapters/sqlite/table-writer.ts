import type { Document } from '@evidesk/kernel';
import type { Statement } from 'better-sqlite3';
import { type Cell, cell, type Layout } from './layout.js';

type Prepare = (text: string) => Statement;

const same = (a: Cell, b: unknown): boolean => (Buffer.isBuffer(a) ? Buffer.isBuffer(b) && a.equals(b) : a === b);

/** Puts and deletes documents of one table; the hot path of projections. */
export class TableWriter {
  private readonly columns: readonly string[];
  private readonly selectCells: Statement;
  private readonly insert: Statement;
  private readonly remove: Statement;
  private readonly entries: readonly { readonly add: Statement; readonly clear: Statement }[];

  constructor(
    readonly layout: Layout,
    private readonly prepare: Prepare,
  ) {
    const { table } = layout;
    this.columns = layout.columns();
    const names = ['id', 'doc', ...this.columns];
    this.selectCells = prepare(`SELECT ${['id', ...this.columns].join(', ')} FROM ${table} WHERE id = ?`).raw();
    this.insert = prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`);
    this.remove = prepare(`DELETE FROM ${table} WHERE id = ?`);
    this.entries = layout.withEntries().map((index) => {
      const columns = ['id', ...index.fields.map((field) => layout.column(field))];
      const name = layout.indexName(index);
      return {
        add: prepare(`INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`),
        clear: prepare(`DELETE FROM ${name} WHERE id = ?`),
      };
    });
  }

  put(document: Document, json: string, values: Parameters<Layout['entries']>[1]): void {
    const { id } = document;
    const cells = values.map(cell);
    const stored = this.selectCells.get(id) as readonly unknown[] | undefined;
    if (stored === undefined) this.insert.run(id, json, ...cells);
    else this.update(id, json, cells, stored);
    for (const [at, index] of this.layout.withEntries().entries()) {
      const { add, clear } = this.entries[at]!;
      if (stored !== undefined) clear.run(id);
      for (const row of this.layout.entries(index, values)) add.run(id, ...row);
    }
  }

  delete(id: string): void {
    this.remove.run(id);
    for (const { clear } of this.entries) clear.run(id);
  }

  /** SQLite rewrites the entries of every index whose columns are set, even to the same value: so only set what changes. */
  private update(id: string, json: string, cells: readonly Cell[], stored: readonly unknown[]): void {
    const changed = cells.flatMap((value, at) => (same(value, stored[at + 1]) ? [] : [at]));
    const set = ['doc = ?', ...changed.map((at) => `${this.columns[at] ?? ''} = ?`)].join(', ');
    const update = this.prepare(`UPDATE ${this.layout.table} SET ${set} WHERE id = ?`);
    update.run(json, ...changed.map((at) => cells[at]!), id);
  }
}
