import type { IndexValue } from '@evidesk/kernel';
import { type FieldCondition, isFixed, type Plan, type Segment } from '../../core/plan.js';
import { isIn, isRange, typeRank } from '../../core/values.js';
import type { Condition } from '../../port.js';
import { type Cell, cell, type Layout } from './layout.js';

/** A statement and its parameters. */
export interface Sql {
  readonly text: string;
  readonly parameters: readonly Cell[];
}

const AND = ' AND ';
// A bare `?` would have SQLite compile the statement anew for every other limit.
const AT_MOST = '(? + 0)';
const EMPTY_BLOB = Buffer.alloc(0);
/** The least cell of each type, and the least above the type. */
const TYPE_BOUNDS: readonly (readonly [lower: string, from: Cell, upper: string, to: Cell])[] = [
  ['>=', -Infinity, '<=', -Infinity],
  ['>', -Infinity, '<', ''],
  ['>=', '', '<', EMPTY_BLOB],
  ['>=', EMPTY_BLOB, '<', Buffer.from([2])],
];

class Where {
  readonly terms: string[] = [];
  readonly parameters: Cell[] = [];

  add(term: string, ...parameters: readonly Cell[]): void {
    this.terms.push(term);
    this.parameters.push(...parameters);
  }

  toString(): string {
    return this.terms.length === 0 ? '' : ` WHERE ${this.terms.join(AND)}`;
  }
}

function addRange(where: Where, column: string, bounds: readonly (readonly [string, IndexValue])[]): void {
  const has = (operator: string): boolean => bounds.some(([other]) => other.startsWith(operator));
  for (const [operator, bound] of bounds) {
    where.add(`${column} ${operator} ?`, cell(bound));
    // A bound is met only by values of its own type.
    const [lower, from, upper, to] = TYPE_BOUNDS[typeRank(bound)] ?? TYPE_BOUNDS[0]!;
    if (operator.startsWith('>') && !has('<')) where.add(`${column} ${upper} ?`, to);
    else if (operator.startsWith('<') && !has('>')) where.add(`${column} ${lower} ?`, from);
    else where.add(`+${column} ${lower} ? AND +${column} ${upper} ?`, from, to);
  }
}

function addCondition(where: Where, layout: Layout, { field, condition }: FieldCondition, prefix = ''): void {
  const column = `${prefix}${layout.column(field)}`;
  if (layout.arrays.has(field)) return where.add(`meets(${column}, ?) = 1`, JSON.stringify(condition));
  if (isIn(condition)) {
    const values = condition.in.map(cell);
    return where.add(`${column} IN (${values.map(() => '?').join(', ')})`, ...values);
  }
  if (isRange(condition)) return addRange(where, column, boundsOf(condition));
  return where.add(`${column} = ?`, cell(condition));
}

function boundsOf(condition: Condition & object): readonly (readonly [string, IndexValue])[] {
  if (isIn(condition)) return [];
  const { gt, gte, lt, lte } = condition;
  const all: readonly (readonly [string, IndexValue | undefined])[] = [
    ['>', gt],
    ['>=', gte],
    ['<', lt],
    ['<=', lte],
  ];
  return all.flatMap(([operator, bound]) => (bound === undefined ? [] : [[operator, bound] as const]));
}

/** The rows of one segment, in order: the id and the document. */
export function segmentSql(layout: Layout, plan: Plan, segment: Segment, limit: number): Sql {
  const { index, descending } = plan;
  const entries = index !== undefined && layout.hasEntries(index);
  const source = entries ? 'x' : 't';
  const inIndex = new Set(index?.fields ?? []);
  const where = new Where();
  for (const { field, value } of segment.equal) {
    if (inIndex.has(field)) where.add(`${source}.${layout.column(field)} = ?`, cell(value));
    else addCondition(where, layout, { field, condition: value }, 't.');
  }
  const order = [...segment.sort.map((field) => `${source}.${layout.column(field)}`), `${source}.id`];
  if (segment.after) {
    const places = [...segment.after.values.map(cell), segment.after.id];
    const row = order.length === 1 ? order[0] : `(${order.join(', ')})`;
    const at = places.length === 1 ? '?' : `(${places.map(() => '?').join(', ')})`;
    where.add(`${row} ${descending ? '<' : '>'} ${at}`, ...places);
  }
  for (const condition of segment.filter) {
    const leading = inIndex.has(condition.field) && !layout.arrays.has(condition.field);
    // With a cursor its place is the better bound, and SQLite takes only one.
    if (segment.after && leading && isRange(condition.condition)) addCondition(where, layout, condition, `+${source}.`);
    else addCondition(where, layout, condition, leading ? `${source}.` : 't.');
  }
  const sort = order.map((column) => `${column} ${descending ? 'DESC' : 'ASC'}`).join(', ');
  const text = `SELECT t.id AS id, t.doc AS doc FROM ${from(layout, plan)}${where.toString()} ORDER BY ${sort} LIMIT ${AT_MOST}`;
  return { text, parameters: [...where.parameters, limit] };
}

function from(layout: Layout, { index }: Plan): string {
  if (index === undefined) return `${layout.table} t`;
  const name = layout.indexName(index);
  if (!layout.hasEntries(index)) return `${layout.table} t INDEXED BY ${name}`;
  return `${name} x INDEXED BY ${name}_k CROSS JOIN ${layout.table} t ON t.id = x.id`;
}

/** How many documents meet the conditions. */
export function countSql(layout: Layout, conditions: readonly FieldCondition[]): Sql {
  const where = new Where();
  const fixed = new Set(conditions.filter(({ condition }) => isFixed(condition)).map(({ field }) => field));
  // An array's elements are looked up in the entries of an index that it leads, or all of whose fields before it are fixed.
  const index = layout.withEntries().find(({ fields }) => {
    const at = fields.findIndex((field) => layout.arrays.has(field));
    return (
      fields.slice(0, at + 1).every((field) => fixed.has(field)) &&
      !fields.slice(at + 1).some((field) => layout.arrays.has(field))
    );
  });
  const source = index === undefined ? '' : `${layout.indexName(index)} x CROSS JOIN `;
  const join = index === undefined ? '' : ' ON t.id = x.id';
  for (const condition of conditions) {
    const value = condition.condition;
    if (index?.fields.includes(condition.field) && isFixed(value))
      where.add(`x.${layout.column(condition.field)} = ?`, cell(value));
    else addCondition(where, layout, condition, 't.');
  }
  return {
    text: `SELECT count(*) AS n FROM ${source}${layout.table} t${join}${where.toString()}`,
    parameters: where.parameters,
  };
}
