import type { IndexValue } from '@evidesk/kernel';
import { type FieldValue, isArray } from '../../core/values.js';

const number = new DataView(new ArrayBuffer(8));

/** A double's bits, so that they compare as text as the numbers do. */
function encodeNumber(value: number): string {
  number.setFloat64(0, value);
  const bits = number.getBigUint64(0);
  const ordered = bits >> 63n === 0n ? bits | (1n << 63n) : ~bits & ((1n << 64n) - 1n);
  return ordered.toString(16).padStart(16, '0');
}

/**
 * Index values as text that compares, byte by byte, in the one order of index values. With one type in every index there
 * is nothing left in which servers' rules for comparing types could differ.
 */
export function encodeValue(value: IndexValue): string {
  if (value === null) return '0';
  if (typeof value === 'number') return `1${encodeNumber(value)}`;
  return typeof value === 'string' ? `2${value}` : `3${value ? 1 : 0}`;
}

/** The least text above all values of this value's type, and the least of the type. */
export function typeBounds(value: IndexValue): readonly [from: string, to: string] {
  const type = Number(encodeValue(value).charAt(0));
  return [String(type), String(type + 1)];
}

/** What a document holds for its indexes, by field number. */
export function encodeFields(values: readonly FieldValue[]): Record<string, string | string[]> {
  return Object.fromEntries(
    values.map((value, ordinal) => [`f${ordinal}`, isArray(value) ? value.map(encodeValue) : encodeValue(value)]),
  );
}
