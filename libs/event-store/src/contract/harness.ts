import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach } from '@jest/globals';
import type { EventMetadata, JsonObject, RecordedEvent } from '@evidesk/kernel';
import type { EventBatch, EventStore, NewEvent } from '../port.js';

/** A store under test, and the power to restart it. */
export interface Harness {
  readonly store: EventStore;
  /** Closes the store and opens another one on the same events; absent when events do not outlive the store. */
  readonly restart?: () => Promise<EventStore>;
  /** Closes and removes everything. */
  dispose(): Promise<void>;
}

export type OpenHarness = () => Promise<Harness>;

/** The harness of the running test. The store may be shared with others: tests use streams of their own `prefix`. */
export class Bench {
  harness!: Harness;
  prefix = '';
  store!: EventStore;

  stream(name: string): string {
    return `${this.prefix}${name}`;
  }

  async restart(): Promise<void> {
    if (this.harness.restart !== undefined) this.store = await this.harness.restart();
  }
}

export function useBench(open: OpenHarness): Bench {
  const bench = new Bench();
  beforeEach(async () => {
    bench.harness = await open();
    bench.store = bench.harness.store;
    bench.prefix = `contract${randomUUID().replaceAll('-', '')}-`;
  });
  afterEach(() => bench.harness.dispose());
  return bench;
}

/** A new event with metadata in full. */
export function newEvent(data: JsonObject = { text: 'x' }, metadata: Partial<EventMetadata> = {}): NewEvent {
  return {
    type: 'test.recorded.v1',
    data,
    metadata: {
      eventId: randomUUID(),
      schemaVersion: 1,
      commandId: 'command-1',
      causationId: 'cause-1',
      correlationId: 'correlation-1',
      actor: { id: 'agent-7', roles: ['service-desk', 'tier-1'], onBehalfOf: 'reporter-3' },
      occurredAt: '2026-11-21T08:30:00.000Z',
      recordedAt: '2026-11-21T08:30:01.250Z',
      ...metadata,
    },
  };
}

export function newEvents(count: number, label = 'n'): NewEvent[] {
  return Array.from({ length: count }, (_, n) => newEvent({ [label]: n }));
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Takes batches until the condition holds of those taken so far; the iterator stays open. */
export async function takeUntil(
  batches: AsyncIterator<EventBatch>,
  isEnough: (taken: readonly EventBatch[]) => boolean,
): Promise<EventBatch[]> {
  const taken: EventBatch[] = [];
  while (!isEnough(taken)) {
    const next = await batches.next();
    if (next.done === true) throw new Error('the subscription ended too early');
    taken.push(next.value);
  }
  return taken;
}

export function eventsOf(batches: readonly EventBatch[]): RecordedEvent[] {
  return batches.flatMap((batch) => batch.events);
}

export function idsOf(events: readonly { readonly metadata: EventMetadata }[]): string[] {
  return events.map((event) => event.metadata.eventId);
}
