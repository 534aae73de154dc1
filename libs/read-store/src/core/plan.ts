import type { Index, IndexValue } from '@evidesk/kernel';
import { BadQuery } from '../errors.js';
import type { Condition, Query } from '../port.js';
import { decodeCursor, encodeCursor, type Place, queryDigest } from './cursor.js';
import type { CollectionSchema } from './schema.js';
import { compareText, compareValues, type FieldValue, isArray, isIn, isRange } from './values.js';

const MAX_LIMIT = 1000;
const MAX_IN = 1000;
const BOUNDS = new Set(['gt', 'gte', 'lt', 'lte']);

/** A condition on one field. */
export interface FieldCondition {
  readonly field: string;
  readonly condition: Condition;
}

/** One run along an index: some of its fields fixed, in the order of the others and of `id`. */
export interface Segment {
  readonly equal: readonly { readonly field: string; readonly value: IndexValue }[];
  readonly sort: readonly string[];
  readonly filter: readonly FieldCondition[];
  /** Start behind this place; its values are those of `sort`. */
  readonly after?: Place;
}

/** How a query is answered: its segments one after the other, until the page is full. */
export interface Plan {
  /** Absent: by `id` alone. */
  readonly index?: Index;
  readonly descending: boolean;
  readonly limit: number;
  segments(): Iterable<Segment>;
  /** The cursor of the page after one that ends with this document. */
  cursorAfter(id: string, values: readonly FieldValue[]): string;
}

const isValue = (value: unknown): boolean =>
  value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);

/** The conditions, each checked. @throws BadQuery */
export function conditionsOf(schema: CollectionSchema, where: Query['where'] = {}): readonly FieldCondition[] {
  return Object.entries(where).map(([field, condition]) => {
    schema.ordinal(field);
    if (isValue(condition)) return { field, condition };
    if (typeof condition !== 'object' || condition === null) throw new BadQuery(`no condition on ${field}`);
    if (isIn(condition)) {
      const { in: choices } = condition;
      if (!Array.isArray(condition.in) || !choices.every(isValue) || choices.length > MAX_IN)
        throw new BadQuery(`${field}: \`in\` takes up to ${MAX_IN} values`);
      const [only, ...others] = choices;
      return others.length === 0 && only !== undefined ? { field, condition: only } : { field, condition };
    }
    const bounds = Object.entries(condition).filter(([, bound]) => bound !== undefined);
    if (bounds.length === 0 || !bounds.every(([name, bound]) => BOUNDS.has(name) && isValue(bound)))
      throw new BadQuery(`${field}: a range takes gt, gte, lt, lte`);
    return { field, condition };
  });
}

/** Whether a condition fixes its field to one value. */
export function isFixed(condition: Condition): condition is IndexValue {
  return !isIn(condition) && !isRange(condition);
}

/** An index all of whose fields are fixed gives the order of `id`, so it serves a query that names none. */
function covering(schema: CollectionSchema, fixed: ReadonlySet<string>): Index | undefined {
  return schema.indexes
    .filter((index) => index.fields.every((field) => fixed.has(field)))
    .sort((a, b) => b.fields.length - a.fields.length)[0];
}

/**
 * Plans a query.
 * @param arrays the fields known to hold arrays
 * @throws BadQuery
 */
export function planQuery(schema: CollectionSchema, arrays: ReadonlySet<string>, query: Query): Plan {
  const limit = query.limit ?? 50;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) throw new BadQuery(`limit is 1 to ${MAX_LIMIT}`);
  const order: string = query.order ?? 'ascending';
  if (order !== 'ascending' && order !== 'descending') throw new BadQuery('order is ascending or descending');
  const descending = order === 'descending';
  const conditions = conditionsOf(schema, query.where);
  const fixed = new Set(conditions.filter(({ condition }) => isFixed(condition)).map(({ field }) => field));
  const index = query.index === undefined ? covering(schema, fixed) : schema.index(query.index);
  const sort = (index?.fields ?? []).filter((field) => !fixed.has(field));
  const array = sort.find((field) => arrays.has(field));
  if (array !== undefined)
    throw new BadQuery(`index ${index?.name ?? ''} holds each element of ${array}: fix ${array} to one value`);
  const digest = queryDigest(schema.name, query);
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, digest, sort.length);
  return {
    ...(index && { index }),
    descending,
    limit,
    segments: () => segmentsOf(conditions, sort, descending, after),
    cursorAfter: (id, values) =>
      encodeCursor(digest, {
        id,
        values: sort.map((field) => {
          const value = values[schema.ordinal(field)] ?? null;
          return isArray(value) ? null : value;
        }),
      }),
  };
}

/** Splits on the values of a leading `in`, so that every segment is one run along the index. */
function* segmentsOf(
  conditions: readonly FieldCondition[],
  sort: readonly string[],
  descending: boolean,
  after: Place | undefined,
): Iterable<Segment> {
  const [first, ...rest] = sort;
  const split = conditions.find(({ field, condition }) => field === first && isIn(condition));
  if (first === undefined || split === undefined || !isIn(split.condition)) {
    const equal = conditions.flatMap(({ field, condition }) =>
      isFixed(condition) ? [{ field, value: condition }] : [],
    );
    const filter = conditions.filter(({ condition }) => !isFixed(condition));
    yield { equal, sort, filter, ...(after && { after }) };
    return;
  }
  const direction = descending ? -1 : 1;
  const start = after?.values[0];
  for (const value of [...new Set(split.condition.in)].sort((a, b) => direction * compareValues(a, b))) {
    const order = start === undefined ? 1 : direction * compareValues(value, start);
    if (order < 0) continue;
    const fixed = conditions.map((other) => (other === split ? { field: first, condition: value } : other));
    const place = after && order === 0 ? { id: after.id, values: after.values.slice(1) } : undefined;
    yield* segmentsOf(fixed, rest, descending, place);
  }
}

/** Compares two documents' places along a segment. */
export function comparePlaces(a: Place, b: Place): number {
  for (const [at, value] of a.values.entries()) {
    const order = compareValues(value, b.values[at] ?? null);
    if (order !== 0) return order;
  }
  return compareText(a.id, b.id);
}
