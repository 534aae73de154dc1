import type { Index } from '@evidesk/kernel';
import type { CollectionSchema } from '../../core/schema.js';
import { elements, type FieldValue, isArray } from '../../core/values.js';

/** What SQLite is given for an index value. */
export type Cell = number | string | Buffer;

/**
 * Index values as cells: SQLite orders numbers, then text by its UTF-8 bytes, then blobs. `null` is the least number,
 * booleans and arrays are blobs, so that no cell is NULL and row values compare in the one order of index values.
 */
export function cell(value: FieldValue): Cell {
  if (value === null) return -Infinity;
  if (typeof value === 'boolean') return Buffer.from([value ? 1 : 0]);
  return isArray(value) ? Buffer.from(JSON.stringify(value)) : value;
}

/** The values that a cell of a field with arrays holds. */
export function cellElements(stored: unknown): ReturnType<typeof elements> {
  if (Buffer.isBuffer(stored))
    return stored.length === 1 ? [stored[0] === 1] : (JSON.parse(stored.toString()) as ReturnType<typeof elements>);
  if (typeof stored === 'string') return [stored];
  return typeof stored === 'number' && Number.isFinite(stored) ? [stored] : [null];
}

/**
 * The tables of one generation of a collection.
 *
 * - `<collection>__g<n>`: id, the document as JSON, and a column for each indexed field
 * - `<collection>__g<n>_x<k>`: the entries of index number k, made once a document has an array in one of its fields:
 *   a row for each element; until then a plain index of the first table serves
 */
export class Layout {
  readonly table: string;

  constructor(
    readonly schema: CollectionSchema,
    readonly generation: number,
    /** The fields that were seen to hold arrays. */
    readonly arrays: ReadonlySet<string>,
  ) {
    this.table = `${schema.name}__g${generation}`;
  }

  column(field: string): string {
    return `c${this.schema.ordinal(field)}`;
  }

  columns(): readonly string[] {
    return this.schema.fields.map((field) => this.column(field));
  }

  /** The name of the index, and of the entries' table where it has one. */
  indexName(index: Index): string {
    return `${this.table}_${this.hasEntries(index) ? 'x' : 'i'}${this.schema.indexes.indexOf(index)}`;
  }

  hasEntries(index: Index): boolean {
    return index.fields.some((field) => this.arrays.has(field));
  }

  withEntries(): readonly Index[] {
    return this.schema.indexes.filter((index) => this.hasEntries(index));
  }

  /** All statements that make the tables. */
  ddl(): readonly string[] {
    const columns = this.columns().map((column) => `, ${column}`);
    return [
      `CREATE TABLE ${this.table} (id TEXT PRIMARY KEY NOT NULL, doc TEXT NOT NULL${columns.join('')})`,
      ...this.schema.indexes.flatMap((index) => this.indexDdl(index)),
    ];
  }

  indexDdl(index: Index): readonly string[] {
    const name = this.indexName(index);
    const columns = index.fields.map((field) => this.column(field)).join(', ');
    if (!this.hasEntries(index)) return [`CREATE INDEX ${name} ON ${this.table} (${columns}, id)`];
    return [
      `CREATE TABLE ${name} (id TEXT NOT NULL, ${columns})`,
      `CREATE INDEX ${name}_k ON ${name} (${columns}, id)`,
      `CREATE INDEX ${name}_id ON ${name} (id)`,
    ];
  }

  dropDdl(): readonly string[] {
    const entries = this.withEntries().map((index) => `DROP TABLE IF EXISTS ${this.indexName(index)}`);
    return [...entries, `DROP TABLE IF EXISTS ${this.table}`];
  }

  /** A document's rows in the entries of an index: one for each element of its array. */
  entries(index: Index, values: readonly FieldValue[]): readonly (readonly Cell[])[] {
    return index.fields.reduce<readonly (readonly Cell[])[]>(
      (rows, field) => {
        const cells = elements(values[this.schema.ordinal(field)] ?? null).map(cell);
        return rows.flatMap((row) => cells.map((value) => [...row, value]));
      },
      [[]],
    );
  }
}
