import type { Document, Projection, RecordedEvent } from '@evidesk/kernel';
import { frozen, stored } from './frozen.js';

/** What a projection makes of events: its documents, and the lines of its log. */
export class Projected<D extends Document> {
  readonly documents = new Map<string, D>();
  readonly entries: Document[] = [];

  constructor(private readonly projection: Projection<D>) {}

  /** Takes an event up, as a runner does: documents go through the store and must not be changed in place. */
  apply(event: RecordedEvent): this {
    for (const key of this.projection.keys(event)) {
      const before = this.documents.get(key);
      const after = this.projection.project(before, event, key);
      const entry = after === null ? null : this.projection.entries?.entry(before, event, after);
      if (entry !== null && entry !== undefined) this.entries.push(stored(entry));
      if (after === null) this.documents.delete(key);
      else this.documents.set(key, frozen(stored(after)));
    }
    return this;
  }

  document(key: string): D | undefined {
    return this.documents.get(key);
  }

  /** The sums over all documents, by aggregate id; those that come to nothing are left out. */
  sums(): ReadonlyMap<string, Readonly<Record<string, number>>> {
    const sums = new Map<string, Record<string, number>>();
    for (const document of this.documents.values()) {
      for (const { id, measures } of this.projection.aggregates?.contributions(document) ?? []) {
        const sum = sums.get(id) ?? {};
        for (const [name, value] of Object.entries(measures)) sum[name] = (sum[name] ?? 0) + value;
        sums.set(id, sum);
      }
    }
    return sums;
  }
}

/** `given(events).document(key)`, for a projection. */
export function givenProjection<D extends Document>(projection: Projection<D>) {
  return (events: readonly RecordedEvent[]): Projected<D> =>
    events.reduce((projected, event) => projected.apply(event), new Projected(projection));
}
