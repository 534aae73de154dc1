import { setTimeout as sleep } from 'node:timers/promises';
import { type EventBatch, type EventStore, openMemoryEventStore, type SubscribeOptions } from '@evidesk/event-store';
import {
  type Aggregate,
  type Clock,
  type Collection,
  type Contribution,
  type Document,
  type JsonObject,
  type Projection,
  type RecordedEvent,
  StoreUnavailable,
} from '@evidesk/kernel';
import { allDocuments, openMemoryReadStore, type ReadStore } from '@evidesk/read-store';
import { DEFAULT_TUNING, type Runner, type RunnerContext, type RuntimeLogger, RUNNERS_VIEW } from '../src/index.js';

export interface TicketDocument extends Document {
  readonly unit: string;
  readonly moves: number;
  readonly links: readonly string[];
  readonly open: boolean;
}

const tickets: Collection<TicketDocument> = { name: 'tickets', indexes: [{ name: 'unit', fields: ['unit', 'moves'] }] };
const unitTotals: Collection<Aggregate> = { name: 'unit_totals', indexes: [] };

/** What a projection of the tests sees as wrong; emptied when "the bug is fixed". */
export type Poison = Set<string>;

const idOf = (stream: string) => stream.slice('ticket-'.length);

/** Tickets by unit, and totals by unit. Throws for events whose type is in `poison`. */
export function ticketProjection(poison: Poison = new Set(), name = 'tickets'): Projection<TicketDocument> {
  return {
    name,
    collection: tickets,
    streams: ['ticket-'],
    keys(event) {
      if (event.type === 'noted') return [];
      const other = event.data['other'];
      return typeof other === 'string' ? [idOf(event.stream), other] : [idOf(event.stream)];
    },
    project(document, event, key) {
      if (poison.has(event.type)) throw new TypeError(`can't project ${event.type}`);
      const before = document ?? { id: key, unit: 'none', moves: 0, links: [], open: true };
      switch (event.type) {
        case 'moved':
          return { ...before, unit: String(event.data['unit']), moves: before.moves + 1 };
        case 'linked':
          return { ...before, links: [...before.links, event.position] };
        case 'closed':
          return { ...before, open: false };
        case 'erased':
          return null;
        default:
          return before;
      }
    },
    aggregates: {
      collection: unitTotals,
      contributions(document): readonly Contribution[] {
        if (poison.has('contributions') && document.unit === 'cursed') throw new RangeError('a cursed unit');
        const { unit, moves, open } = document;
        return [{ id: unit, dimensions: { unit }, measures: { tickets: 1, moves, open: open ? 1 : 0 } }];
      },
    },
  };
}

let serial = 0;

/** Appends one event; `data` as given. */
export async function append(store: EventStore, stream: string, type: string, data: JsonObject = {}): Promise<string> {
  serial += 1;
  const eventId = `event-${serial}`;
  const at = '2026-01-01T00:00:00.000Z';
  const actor = { id: 'someone', roles: [] };
  const ids = { eventId, commandId: `command-${serial}`, correlationId: `correlation-${serial}` };
  const metadata = { ...ids, schemaVersion: 1, actor, occurredAt: at, recordedAt: at };
  const { position } = await store.append(stream, [{ type, data, metadata }], 'any');
  return position;
}

export const silent: RuntimeLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };

export const fixedClock: Clock = { now: () => '2026-02-02T02:02:02.000Z' };

/** A store that answers `StoreUnavailable` while it is down. */
export function breakable<S extends object>(store: S): { readonly store: S; down: boolean; refused: number } {
  const state = { store, down: false, refused: 0 };
  state.store = new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => {
        if (!state.down) return member.apply(target, given) as unknown;
        state.refused += 1;
        if (name === 'subscribe' || name.toString().startsWith('read')) return unavailable();
        return Promise.reject(new StoreUnavailable('a-store', 5));
      };
    },
  });
  return state;
}

async function* unavailable(): AsyncIterable<never> {
  throw new StoreUnavailable('a-store', 5);
}

export interface World {
  readonly eventStore: EventStore;
  readonly readStore: ReadStore;
}

export const memoryWorld = (): World => ({ eventStore: openMemoryEventStore(), readStore: openMemoryReadStore() });

export function contextOf(world: World, overrides: Partial<RunnerContext> = {}): Omit<RunnerContext, 'onProgress'> {
  const tuning = { ...DEFAULT_TUNING, maxRetryMs: 20, statusMs: 20, ...overrides.tuning };
  return { ...world, clock: fixedClock, logger: silent, owner: 'one', leaseMs: 2_000, ...overrides, tuning };
}

/** Defines the runner's view and starts it. */
export async function start(runner: Runner, { readStore }: World): Promise<Runner> {
  await readStore.define([runner.definition.view, RUNNERS_VIEW]);
  runner.start();
  return runner;
}

export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 5_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('it did not happen in time');
    await sleep(2);
  }
}

/** Waits until the checkpoint of a view is at the head of the event store. */
export async function settled({ eventStore, readStore }: World, view: string): Promise<void> {
  await until(async () => (await readStore.checkpoint(view)).position >= (await eventStore.head()));
}

/** All documents of the collections, as bytes. */
export async function dump(store: ReadStore, ...collections: readonly Collection[]): Promise<string> {
  const lines: string[] = [];
  for (const collection of collections)
    for await (const document of allDocuments(store, collection))
      lines.push(`${collection.name} ${JSON.stringify(document)}`);
  return lines.join('\n');
}

export const dumpTickets = (store: ReadStore): Promise<string> => dump(store, tickets, unitTotals);

/** Delivers what is in the store in batches of the sizes given, each with some events delivered before. */
export function choppy(store: EventStore, sizes: readonly number[], again: readonly number[]): EventStore {
  async function* subscribe({ after, filter, signal }: SubscribeOptions): AsyncIterable<EventBatch> {
    const events: RecordedEvent[] = [];
    for await (const event of store.readAll({ after, ...(filter && { filter }) })) events.push(event);
    for (let at = 0, turn = 0; at < events.length && !signal.aborted; turn += 1) {
      const end = at + (sizes[turn % sizes.length] ?? 1);
      const redelivered = events.slice(Math.max(0, at - (again[turn % again.length] ?? 0)), end);
      const position = redelivered.at(-1)?.position ?? after;
      at = end;
      yield { events: redelivered, position, caughtUp: at >= events.length };
    }
    await new Promise<void>((resolve) =>
      signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve()),
    );
  }
  return new Proxy(store, { get: (target, name) => (name === 'subscribe' ? subscribe : bound(target, name)) });
}

function bound(target: object, name: string | symbol): unknown {
  const member: unknown = Reflect.get(target, name);
  return typeof member === 'function' ? (member.bind(target) as unknown) : member;
}
