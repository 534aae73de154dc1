import type { DomainEvent, Instant, Upcast } from '@evidesk/kernel';

/** A published event type: its wire name, the version written today, and the check of its data. */
export interface EventType {
  readonly type: string;
  readonly version: number;
  /** Whether data have the shape that the contract publishes; what is wrong otherwise. */
  check(data: unknown): string | undefined;
}

/** What the executor needs to know of an aggregate in order to load it and to append to it. */
export interface AggregateType<E extends DomainEvent, S> {
  /** The prefix of its streams: `incident` for `incident-<id>`. */
  readonly name: string;
  readonly initial: S;
  evolve(state: S, event: E, occurredAt: Instant): S;
  readonly eventTypes: ReadonlyMap<string, EventType>;
  readonly upcast?: Upcast;
  /** Raised whenever `S` or `evolve` changes, so that snapshots of the old shape are not read. */
  readonly snapshotVersion: number;
}

/** The stream of one aggregate. */
export const streamOf = (aggregate: { readonly name: string }, id: string): string => `${aggregate.name}-${id}`;
