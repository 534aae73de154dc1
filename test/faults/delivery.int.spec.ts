import { setTimeout as sleep } from 'node:timers/promises';
import {
  canonicalJson,
  EVENT_STORE,
  type EventBatch,
  type EventStore,
  openMemoryEventStore,
  type SubscribeOptions,
} from '@evidesk/event-store';
import { type Clock, type RecordedEvent, START, StoreUnavailable } from '@evidesk/kernel';
import { CLOCK } from '@evidesk/platform';
import { allDocuments, FencedOut, openMemoryReadStore, type ReadStore } from '@evidesk/read-store';
import { type ProcessCommand, startRunners } from '@evidesk/runtime';
import { runScenario, type Stage } from '@evidesk/simulation';
import { FixedClock } from '@evidesk/testing';
import { FOLLOWING, PROCESSES, PROJECTIONS } from '@evidesk/worker';
import { CommandBus } from '@nestjs/cqrs';
import fc from 'fast-check';
import { incidentBody, openDesk } from '../support/desk.js';
import { faultTest, roundsOr } from '../support/fault-log.js';
import { allCaughtUp } from '../support/verify-desk.js';

const ROUNDS = roundsOr(3);
const INCIDENTS = 40;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('delivery to every projection and process manager', () => {
  let events: readonly RecordedEvent[];
  beforeAll(async () => {
    events = await liveOfADesk();
  }, 60_000);

  faultTest(
    {
      id: 'delivery',
      fault: 'events delivered twice, late, out of order, and again after a checkpoint was lost',
      does: `the history of a desk is delivered to all ${PROJECTIONS.length} projections and ${PROCESSES.length} process managers in batches that overlap, are shuffled, come late and break off; commits and commands fail before or behind their effect`,
      holds: 'documents are those of a delivery in order, and no command is sent but those, each with its one id',
    },
    async () => {
      const orderly = await deliver(
        events,
        (store) => store,
        openMemoryReadStore(),
        () => false,
      );
      expect(orderly.sent.size).toBeGreaterThan(0);
      let redelivered = 0;
      let failures = 0;
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 - 1 }), async (seed) => {
          const random = dice(seed);
          const again = { count: 0 };
          const lossy = failing(openMemoryReadStore(), random);
          const faulty = await deliver(
            events,
            (store) => restless(store, random, again),
            lossy.store,
            () => random() < 0.05,
          );
          redelivered += again.count;
          failures += lossy.failures();
          expect(differing(orderly.documents, faulty.documents)).toEqual([]);
          expect(differing(orderly.sent, faulty.sent)).toEqual([]);
        }),
        { numRuns: ROUNDS },
      );
      expect(redelivered).toBeGreaterThan(events.length);
      expect(failures).toBeGreaterThan(0);
      return { rounds: ROUNDS, events: events.length, redelivered, failures, documents: orderly.documents.size };
    },
    60_000 + ROUNDS * 15_000,
  );
});

/** Incidents, changes, problems, notifications and all that follows, as a desk makes them. */
async function liveOfADesk(): Promise<readonly RecordedEvent[]> {
  const desk = await openDesk({ EVENTSTORE_URL: '', MONGODB_URL: '' });
  try {
    const { app } = desk.server;
    const eventStore = app.get<EventStore>(EVENT_STORE);
    const clock = app.get<Clock>(CLOCK, { strict: false });
    const bus = app.get<Stage>(CommandBus, { strict: false });
    const month = new Date(Date.parse(clock.now()) - 32 * 86_400_000).toISOString().slice(0, 7);
    await runScenario({ seed: 3, month, incidents: INCIDENTS, timeZone: 'Asia/Shanghai', bus, eventStore, clock });
    const staff = await desk.as('service_desk');
    const { body } = await staff.post('/v1/incidents', incidentBody()).expect(201);
    await (await desk.as('auditor')).after(staff).get(`/v1/incidents/${body.id}/history`).expect(200);
    await sleep(1_000);
    const all: RecordedEvent[] = [];
    for await (const event of eventStore.readAll({ after: START })) all.push(event);
    return all;
  } finally {
    await desk.close();
  }
}

interface Delivered {
  readonly documents: ReadonlyMap<string, string>;
  /** Commands by id. */
  readonly sent: ReadonlyMap<string, string>;
}

/** Lets all runners take in the events, and tells what they made of them. */
async function deliver(
  events: readonly RecordedEvent[],
  by: (store: EventStore) => EventStore,
  readStore: ReadStore,
  answerIsLost: () => boolean,
): Promise<Delivered> {
  const eventStore = openMemoryEventStore();
  for (const { stream, type, data, metadata } of events)
    await eventStore.append(stream, [{ type, data, metadata }], 'any');
  const sent = new Map<string, string>();
  const send = async (command: ProcessCommand): Promise<void> => {
    const { commandId } = command.metadata;
    const known = sent.get(commandId);
    const text = JSON.stringify(command);
    if (known !== undefined && known !== text) throw new Error(`two commands have the id ${commandId}`);
    sent.set(commandId, text);
    if (answerIsLost()) throw new StoreUnavailable('event-store', 1);
  };
  const runners = await startRunners({
    projections: PROJECTIONS,
    processes: PROCESSES,
    sender: { send },
    eventStore: by(eventStore),
    readStore,
    // Before all deadlines: none is due.
    clock: new FixedClock('2020-01-01T00:00:00.000Z'),
    logger: silent,
    owner: 'one',
    leaseMs: 60_000,
    tuning: { maxRetryMs: 5, statusMs: 60_000, positionMs: 5, progressMs: 600_000 },
  });
  await allCaughtUp(eventStore, readStore);
  await runners.stop();
  const documents = new Map<string, string>();
  for (const collection of FOLLOWING.flatMap(({ collections }) => collections))
    for await (const item of allDocuments(readStore, collection))
      documents.set(`${collection.name}/${item.id}`, canonicalJson(item));
  return { documents, sent };
}

/** Delivers in batches that overlap with what came before, are shuffled, come late, and break off. */
function restless(store: EventStore, random: () => number, again: { count: number }): EventStore {
  async function* subscribe({ after, filter, signal }: SubscribeOptions): AsyncIterable<EventBatch> {
    const events: RecordedEvent[] = [];
    for await (const event of store.readAll({ after: START, ...(filter && { filter }) })) events.push(event);
    let at = events.findIndex(({ position }) => position > after);
    if (at < 0) at = events.length;
    while (at < events.length && !signal.aborted) {
      if (random() < 0.02) throw new StoreUnavailable('event-store', 1);
      if (random() < 0.02) await sleep(random() * 10);
      const end = Math.min(events.length, at + 1 + Math.floor(random() * 60));
      const from = Math.max(0, at - Math.floor(random() * 30));
      const batch = events.slice(from, end);
      again.count += at - from;
      const position = batch.at(-1)?.position ?? after;
      if (random() < 0.5) shuffle(batch, random);
      at = end;
      yield { events: batch, position, caughtUp: at >= events.length };
    }
    yield { events: [], position: await store.head(), caughtUp: true };
    await new Promise<void>((resolve) =>
      signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve()),
    );
  }
  return new Proxy(store, {
    get: (target, name) => {
      const member: unknown = name === 'subscribe' ? subscribe : Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

/** Commits that fail before or behind their effect, and runners that are told to start over. */
function failing(store: ReadStore, random: () => number): { readonly store: ReadStore; failures(): number } {
  let failures = 0;
  const commit = async (...args: Parameters<ReadStore['commit']>): Promise<void> => {
    const fate = random();
    if (fate < 0.1) failures += 1;
    if (fate < 0.03) throw new FencedOut('a checkpoint is lost');
    if (fate < 0.06) throw new StoreUnavailable('read-store', 1);
    await store.commit(...args);
    if (fate < 0.1) throw new StoreUnavailable('read-store', 1);
  };
  const faulty = new Proxy(store, {
    get: (target, name) => {
      if (name === 'commit') return commit;
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
  return { store: faulty, failures: () => failures };
}

function differing(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): readonly string[] {
  const keys = [...new Set([...one.keys(), ...other.keys()])].filter((key) => one.get(key) !== other.get(key));
  return keys.slice(0, 3).map((key) => `${key}: ${one.get(key)} / ${other.get(key)}`);
}

function shuffle(items: unknown[], random: () => number): void {
  for (let at = items.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [items[at], items[other]] = [items[other], items[at]];
  }
}

/** Mulberry32. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
