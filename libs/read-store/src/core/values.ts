import type { IndexValue } from '@evidesk/kernel';
import type { Condition } from '../port.js';

/** What an index holds of one field of one document: a value, or the distinct elements of an array. */
export type FieldValue = IndexValue | readonly IndexValue[];

type Range = {
  readonly gt?: IndexValue;
  readonly gte?: IndexValue;
  readonly lt?: IndexValue;
  readonly lte?: IndexValue;
};

/** Whether a condition is a list of values. */
export function isIn(condition: Condition): condition is { readonly in: readonly IndexValue[] } {
  return typeof condition === 'object' && condition !== null && 'in' in condition;
}

/** Whether a condition is a range. */
export function isRange(condition: Condition): condition is Range {
  return typeof condition === 'object' && condition !== null && !('in' in condition);
}

function scalar(value: unknown): IndexValue {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  // JSON knows neither a negative zero nor infinities.
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  return null;
}

/** The value at a path; what is absent, or no value that an index can hold, counts as `null`. */
export function fieldValue(document: unknown, path: readonly string[]): FieldValue {
  let value: unknown = document;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, key)) return null;
    value = (value as Record<string, unknown>)[key];
  }
  return Array.isArray(value) ? [...new Set(value.map(scalar))] : scalar(value);
}

/** The values that a condition is held against. */
export function elements(value: FieldValue): readonly IndexValue[] {
  return isArray(value) ? value : [value];
}

/** Whether a field holds an array in this document. */
export function isArray(value: FieldValue): value is readonly IndexValue[] {
  return Array.isArray(value);
}

/** The place of a value's type in the order: null, numbers, strings, booleans. */
export function typeRank(value: IndexValue): 0 | 1 | 2 | 3 {
  if (value === null) return 0;
  if (typeof value === 'number') return 1;
  return typeof value === 'string' ? 2 : 3;
}

/** Moves surrogates above all other units, so that units compare as the code points that they belong to. */
const unitOrder = (unit: number): number => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);

/** Compares by code points, as UTF-8 bytes do, and not by JavaScript's UTF-16 units. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const difference = a.charCodeAt(at) - b.charCodeAt(at);
    if (difference !== 0) return unitOrder(a.charCodeAt(at)) - unitOrder(b.charCodeAt(at));
  }
  return a.length - b.length;
}

/** The one order of index values, the same in every store. */
export function compareValues(a: IndexValue, b: IndexValue): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  const ranks = typeRank(a) - typeRank(b);
  return ranks !== 0 ? ranks : Number(a) - Number(b);
}

function meetsOne(condition: Condition, value: IndexValue): boolean {
  if (isIn(condition)) return condition.in.includes(value);
  if (!isRange(condition)) return condition === value;
  // A bound is met only by values of its own type.
  const holds = (bound: IndexValue | undefined, test: (order: number) => boolean): boolean =>
    bound === undefined || (typeRank(bound) === typeRank(value) && test(compareValues(value, bound)));
  return (
    holds(condition.gt, (order) => order > 0) &&
    holds(condition.gte, (order) => order >= 0) &&
    holds(condition.lt, (order) => order < 0) &&
    holds(condition.lte, (order) => order <= 0)
  );
}

/** Whether a field meets a condition; an array does when one of its elements does. */
export function meets(condition: Condition, value: FieldValue): boolean {
  return elements(value).some((element) => meetsOne(condition, element));
}
