import type { JsonValue } from '@evidesk/kernel';
import type { ProcessProfile } from '../contract/process-profile.js';
import { pointer } from './finding.js';

/** One value that differs. Absent in `from`: it was added; absent in `to`: it was removed. */
export interface ProfileDifference {
  /** JSON Pointer, in which an item of a list is named by its code where it has one. */
  readonly path: string;
  readonly from?: JsonValue;
  readonly to?: JsonValue;
}

/** What changed from one version of a profile to another. Items of lists are matched by their code or name. */
export function diffProfiles(from: ProcessProfile, to: ProcessProfile): readonly ProfileDifference[] {
  return differences(from, to, []);
}

type Value = JsonValue | undefined;
type Members = ReadonlyMap<string, Value>;

function differences(from: Value, to: Value, at: readonly string[]): readonly ProfileDifference[] {
  const [before, after] = [members(from), members(to)];
  if (before !== undefined && after !== undefined && Array.isArray(from) === Array.isArray(to)) {
    const names = [...new Set([...before.keys(), ...after.keys()])];
    const order = orderDifference(before, after, Array.isArray(from), at);
    return [...order, ...names.flatMap((name) => differences(before.get(name), after.get(name), [...at, name]))];
  }
  if (from === to) return [];
  return [
    {
      path: pointer(...at),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    },
  ];
}

/** Order has a meaning: tiers rise, the first edge is the default, the first priority is the most urgent. */
function orderDifference(before: Members, after: Members, list: boolean, at: readonly string[]): ProfileDifference[] {
  if (!list) return [];
  const kept = [...before.keys()].filter((name) => after.has(name));
  const now = [...after.keys()].filter((name) => before.has(name));
  return kept.every((name, index) => name === now[index]) ? [] : [{ path: pointer(...at, '-'), from: kept, to: now }];
}

function members(value: Value): Members | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const items: readonly Value[] = value;
  const keys = items.map(keyOf);
  const named = keys.every((key) => key !== undefined) && new Set(keys).size === keys.length;
  return new Map(items.map((item, index) => [named ? (keys[index] ?? '') : String(index), item]));
}

/** What a list's item is known by: its code, name or date, its own text, the ends of an edge, the row of a table. */
function keyOf(item: Value): string | undefined {
  if (typeof item === 'string') return item;
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return undefined;
  const fields: ReadonlyMap<string, Value> = new Map(Object.entries(item));
  for (const names of [['code'], ['name'], ['date'], ['from', 'on', 'to'], ['recordType', 'priority']]) {
    if (fields.get(names[0] ?? '') === undefined) continue;
    return names.map((name) => fields.get(name) ?? '*').join(' ');
  }
  return undefined;
}
