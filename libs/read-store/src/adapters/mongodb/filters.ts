import type { Filter, Sort } from 'mongodb';
import type { Document, IndexValue } from '@evidesk/kernel';
import { type FieldCondition, isFixed, type Segment } from '../../core/plan.js';
import type { CollectionSchema } from '../../core/schema.js';
import { isIn, isRange, meets } from '../../core/values.js';
import { encodeValue, typeBounds } from './encoding.js';
import type { StoredDocument } from './model.js';

type Term = Filter<StoredDocument>;
type Bounds = { $gt?: string; $gte?: string; $lt?: string; $lte?: string };

const path = (schema: CollectionSchema, field: string): string => `i.f${schema.ordinal(field)}`;
/** A deleted document leaves its position behind, so that a late write can't bring it back. */
const LIVING: Term = { gone: { $exists: false } };

function bounds(condition: object): readonly Bounds[] {
  const { gt, gte, lt, lte } = condition as { readonly [bound in 'gt' | 'gte' | 'lt' | 'lte']?: IndexValue };
  const terms: Bounds[] = [];
  // A bound is met only by values of its own type.
  if (gt !== undefined) terms.push({ $gt: encodeValue(gt), $lt: typeBounds(gt)[1] });
  if (gte !== undefined) terms.push({ $gte: encodeValue(gte), $lt: typeBounds(gte)[1] });
  if (lt !== undefined) terms.push({ $gte: typeBounds(lt)[0], $lt: encodeValue(lt) });
  if (lte !== undefined) terms.push({ $gte: typeBounds(lte)[0], $lte: encodeValue(lte) });
  return terms;
}

/** All bounds at once: the tightest of each. */
function merged(terms: readonly Bounds[]): Bounds {
  const all: Bounds = {};
  for (const term of terms) {
    if (term.$gt !== undefined && (all.$gt === undefined || term.$gt > all.$gt)) all.$gt = term.$gt;
    if (term.$gte !== undefined && (all.$gte === undefined || term.$gte > all.$gte)) all.$gte = term.$gte;
    if (term.$lt !== undefined && (all.$lt === undefined || term.$lt < all.$lt)) all.$lt = term.$lt;
    if (term.$lte !== undefined && (all.$lte === undefined || term.$lte < all.$lte)) all.$lte = term.$lte;
  }
  return all;
}

function conditionTerm(schema: CollectionSchema, { field, condition }: FieldCondition): Term {
  const key = path(schema, field);
  if (isFixed(condition)) return { [key]: encodeValue(condition) };
  if (isIn(condition)) return { [key]: { $in: condition.in.map(encodeValue) } };
  return { [key]: merged(bounds(condition)) };
}

/** The documents that meet all conditions, save that bounds on an array may be met by several of its elements. */
export function whereFilter(schema: CollectionSchema, conditions: readonly FieldCondition[]): Term {
  return { $and: [LIVING, ...conditions.map((condition) => conditionTerm(schema, condition))] };
}

/**
 * What is left to be checked on each document found: ranges on arrays, whose bounds one element must meet.
 * `$elemMatch` would say so, but not every server that speaks the protocol reads it so.
 */
export function leftToCheck(
  schema: CollectionSchema,
  arrays: ReadonlySet<string>,
  conditions: readonly FieldCondition[],
): ((doc: string) => boolean) | undefined {
  const left = conditions.filter(({ field, condition }) => arrays.has(field) && isRange(condition));
  if (left.length === 0) return undefined;
  return (doc) => {
    const values = schema.values(JSON.parse(doc) as Document);
    return left.every(({ field, condition }) => meets(condition, values[schema.ordinal(field)] ?? null));
  };
}

/** One query that an index serves as one range, in its order. */
export interface Step {
  readonly filter: Term;
  readonly sort: Sort;
}

/**
 * The queries that give a segment's documents, one after the other. A segment that starts behind a place takes several:
 * those equal to the place in all but the last field, then in all but the last two, and so on.
 */
export function* stepsOf(schema: CollectionSchema, segment: Segment, descending: boolean): Iterable<Step> {
  const { equal, filter, sort, after } = segment;
  const base = whereFilter(schema, [...equal.map(({ field, value }) => ({ field, condition: value })), ...filter]);
  const keys = [...sort.map((field) => path(schema, field)), '_id'];
  const direction = descending ? -1 : 1;
  const sortBy = (from: number): Sort => keys.slice(from).map((key): [string, 1 | -1] => [key, direction]);
  if (after === undefined) {
    yield { filter: base, sort: sortBy(0) };
    return;
  }
  const place = [...after.values.map(encodeValue), after.id];
  for (const [open, openKey] of [...keys.entries()].reverse()) {
    const fixed: Term[] = keys.slice(0, open).map((key, at) => ({ [key]: place[at] }));
    const beyond: Term = { [openKey]: { [descending ? '$lt' : '$gt']: place[open] } };
    yield { filter: { $and: [base, ...fixed, beyond] }, sort: sortBy(open) };
  }
}
