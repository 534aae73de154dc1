import type { JsonValue } from '@evidesk/kernel';

/** What an event changed in one field. */
export interface Change {
  readonly field: string;
  readonly from: JsonValue;
  readonly to: JsonValue;
}

type Fields = Readonly<Record<string, JsonValue | undefined>>;

/** The fields in which two states differ, by name; none when there was no state before. */
export function changesBetween(before: object | undefined, after: object): readonly Change[] {
  if (before === undefined) return [];
  const [from, to] = [before as Fields, after as Fields];
  return [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .filter((field) => JSON.stringify(from[field]) !== JSON.stringify(to[field]))
    .sort()
    .map((field) => ({ field, from: from[field] ?? null, to: to[field] ?? null }));
}
