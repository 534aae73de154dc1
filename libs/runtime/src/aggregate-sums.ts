import type { Aggregate, Collection, Contribution } from '@evidesk/kernel';
import type { Write } from '@evidesk/read-store';
import { DocumentCache } from './document-cache.js';

interface Delta {
  readonly dimensions: Contribution['dimensions'];
  readonly measures: Map<string, number>;
}

type Load = (ids: readonly string[]) => Promise<ReadonlyMap<string, Aggregate>>;

/** Keeps aggregates in step with what documents contribute. */
export class AggregateSums {
  private readonly deltas = new Map<string, Delta>();
  /** `null`: known not to exist. */
  private readonly cache: DocumentCache<{ readonly aggregate: Aggregate | null }>;
  private fromEmpty = false;

  constructor(
    private readonly collection: Collection<Aggregate>,
    cached: number,
  ) {
    this.cache = new DocumentCache(cached);
  }

  reset(empty: boolean): void {
    this.deltas.clear();
    this.cache.clear();
    this.fromEmpty = empty;
  }

  /** A document contributes `after` from now on, and no longer `before`. @throws Error for a measure that is no whole number */
  move(before: readonly Contribution[], after: readonly Contribution[]): void {
    if (same(before, after)) return;
    for (const contribution of before) this.add(contribution, -1);
    for (const contribution of after) this.add(contribution, 1);
  }

  /** Appends a write for each aggregate that has changed. */
  async drain(writes: Write[], load: Load): Promise<void> {
    const changed: string[] = [];
    for (const [id, { measures }] of this.deltas) {
      for (const value of measures.values()) {
        if (value === 0) continue;
        changed.push(id);
        break;
      }
    }
    await this.loadMissing(changed, load);
    for (const id of changed) {
      const delta = this.deltas.get(id);
      if (delta === undefined) continue;
      const before = this.cache.get(id)?.aggregate ?? undefined;
      const after = sum(id, before, delta);
      this.cache.set(id, { aggregate: after });
      if (after !== null) writes.push({ kind: 'put', collection: this.collection.name, document: after });
      else if (before !== undefined) writes.push({ kind: 'delete', collection: this.collection.name, id });
    }
    this.deltas.clear();
    this.cache.trim();
  }

  private async loadMissing(ids: readonly string[], load: Load): Promise<void> {
    const missing = ids.filter((id) => this.cache.get(id) === undefined);
    if (missing.length === 0) return;
    const found = this.fromEmpty && this.cache.complete ? undefined : await load(missing);
    for (const id of missing) this.cache.set(id, { aggregate: found?.get(id) ?? null });
  }

  private add({ id, dimensions, measures }: Contribution, sign: 1 | -1): void {
    let delta = this.deltas.get(id);
    if (delta === undefined) this.deltas.set(id, (delta = { dimensions, measures: new Map() }));
    for (const name in measures) {
      const value = measures[name] ?? 0;
      if (!Number.isSafeInteger(value)) throw new Error(`measure ${name} of ${id} is ${value}, not a whole number`);
      delta.measures.set(name, (delta.measures.get(name) ?? 0) + sign * value);
    }
  }
}

/** The aggregate after a change; `null` when nothing is left of it. Its bytes depend on its sums alone. */
function sum(id: string, before: Aggregate | undefined, delta: Delta): Aggregate | null {
  const sums = new Map(Object.entries(before?.measures ?? {}));
  for (const [name, value] of delta.measures) sums.set(name, (sums.get(name) ?? 0) + value);
  const measures = Object.fromEntries([...sums].filter(([, value]) => value !== 0).sort(byName));
  if (Object.keys(measures).length === 0) return null;
  return { id, dimensions: Object.fromEntries(Object.entries(delta.dimensions).sort(byName)), measures };
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether two lists of contributions are plainly the same; `false` is allowed to be wrong. */
function same(a: readonly Contribution[], b: readonly Contribution[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) {
    const left = a[at];
    const right = b[at];
    if (left === undefined || right === undefined || left.id !== right.id) return false;
    if (left.measures === right.measures) continue;
    for (const name in left.measures) if (left.measures[name] !== right.measures[name]) return false;
    for (const name in right.measures) if (!(name in left.measures)) return false;
  }
  return true;
}
