import { jest } from '@jest/globals';
import { type EventStore, openMemoryEventStore } from '@evidesk/event-store';
import type { Aggregate, Collection, Document, Projection, RecordedEvent } from '@evidesk/kernel';
import { START } from '@evidesk/kernel';
import { openMemoryReadStore, type ReadStore } from '@evidesk/read-store';
import { viewOf } from '@evidesk/runtime';
import { FixedClock } from '@evidesk/testing';
import fc from 'fast-check';
import type { AsOf } from './as-of.js';
import { CheckpointKeeper } from './checkpoint-keeper.js';
import { CHECKPOINT_VIEW } from './checkpoint-store.js';
import { TimeMachine } from './time-machine.js';
import type { TravellingView } from './view-fold.js';

interface Ticket extends Document {
  readonly colour: string;
  readonly steps: number;
}
const tickets: Collection<Ticket> = { name: 'tickets', indexes: [{ name: 'colour', fields: ['colour'] }] };
const colours: Collection<Aggregate> = { name: 'colours', indexes: [] };

const projection = (name: string, forgets: boolean): Projection<Ticket> => ({
  name,
  collection: { ...tickets, name },
  streams: ['ticket-'],
  keys: ({ stream }) => [stream],
  project(ticket, { type, data }, id) {
    if (data['broken'] === true) throw new Error('can not be projected');
    if (type === 'closed' && forgets) return null;
    return { id, colour: String(data['colour'] ?? ticket?.colour ?? 'none'), steps: (ticket?.steps ?? 0) + 1 };
  },
  aggregates: {
    collection: { ...colours, name: `${name}_sums` },
    contributions: ({ colour, steps }) => [{ id: colour, dimensions: { colour }, measures: { tickets: 1, steps } }],
  },
});
const open = projection('open', true);
const counts = projection('counts', false);
const VIEWS: readonly TravellingView[] = [
  { projection: open, keeps: 'documents' },
  { projection: counts, keeps: 'sums' },
];

const minute = (at: number) => new Date(Date.parse('2026-11-16T00:00:00.000Z') + at * 60_000).toISOString();

interface Happening {
  readonly ticket: number;
  readonly type: 'opened' | 'painted' | 'closed';
  readonly colour: string;
  /** Minutes after the one before. */
  readonly later: number;
  /** Minutes before it was recorded. */
  readonly ago: number;
  readonly broken: boolean;
}
const happening: fc.Arbitrary<Happening> = fc.record({
  ticket: fc.integer({ min: 0, max: 4 }),
  type: fc.constantFrom('opened', 'painted', 'closed'),
  colour: fc.constantFrom('red', 'green'),
  later: fc.integer({ min: -1, max: 3 }),
  ago: fc.integer({ min: 0, max: 10 }),
  broken: fc.integer({ min: 0, max: 19 }).map((dice) => dice === 0),
});

async function write(store: EventStore, history: readonly Happening[]): Promise<number> {
  let at = 20;
  for (const [index, { ticket, type, colour, later, ago, broken }] of history.entries()) {
    at += later;
    const metadata = {
      eventId: `event-${index}`,
      commandId: `command-${index}`,
      correlationId: 'c',
      schemaVersion: 1,
      actor: { id: 'a', roles: [] },
      occurredAt: minute(at - ago),
      recordedAt: minute(at),
    };
    await store.append(`ticket-${ticket}`, [{ type, data: { colour, broken }, metadata }], 'any');
  }
  return at;
}

/** The definition: all events of a past, folded one after the other. */
async function plainly(store: EventStore, accepts: (event: RecordedEvent) => boolean) {
  const all = { open: new Map<string, Ticket>(), counts: new Map<string, Ticket>() };
  const blocked = new Set<string>();
  for await (const event of store.readAll({ after: START })) {
    if (!accepts(event) || blocked.has(event.stream)) continue;
    for (const each of [open, counts]) {
      const documents = all[each.name as 'open' | 'counts'];
      try {
        const next = each.project(documents.get(event.stream), event, event.stream);
        if (next === null) documents.delete(event.stream);
        else documents.set(event.stream, next);
      } catch {
        blocked.add(event.stream);
      }
    }
  }
  const sums: Record<string, Record<string, number>> = {};
  for (const { colour, steps } of all.counts.values()) {
    const sum = (sums[colour] ??= { steps: 0, tickets: 0 });
    sum['steps'] = (sum['steps'] ?? 0) + steps;
    sum['tickets'] = (sum['tickets'] ?? 0) + 1;
  }
  return { open: [...all.open.values()].sort((a, b) => (a.id < b.id ? -1 : 1)), sums };
}

async function eventsOf(store: EventStore): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of store.readAll({ after: START })) events.push(event);
  return events;
}

async function travelled(machine: TimeMachine, asOf: AsOf) {
  const { store } = await machine.at(asOf, ['open', 'counts']);
  const { items } = await store.find(open.collection, { limit: 1_000 });
  const sums = await store.find(counts.aggregates?.collection as Collection<Aggregate>, { limit: 1_000 });
  return { open: items, sums: Object.fromEntries(sums.items.map(({ id, measures }) => [id, measures])) };
}

async function withDesk(
  history: readonly Happening[],
  everyEvents: number,
  use: (desk: {
    store: EventStore;
    reads: ReadStore;
    machine: TimeMachine;
    last: number;
    keeper: CheckpointKeeper;
  }) => Promise<void>,
): Promise<void> {
  const [store, reads] = [openMemoryEventStore(), openMemoryReadStore()];
  await reads.define([...VIEWS.map((view) => viewOf(view.projection)), CHECKPOINT_VIEW]);
  const last = await write(store, history);
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const stores = { eventStore: store, readStore: reads, views: VIEWS };
  const keeper = new CheckpointKeeper({ ...stores, logger: silent, owner: 'a', leaseMs: 1_000, everyEvents });
  await keeper.advance(1);
  await use({
    store,
    reads,
    machine: new TimeMachine({ ...stores, clock: new FixedClock(minute(10_000)) }),
    last,
    keeper,
  });
}

describe('The past of views', () => {
  const histories = fc.array(happening, { minLength: 1, maxLength: 40 });

  it('C22 is what folding all events up to a position gives, wherever checkpoints are', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.integer({ min: 1, max: 12 }), fc.nat(), async (history, every, chosen) => {
        await withDesk(history, every, async ({ store, machine }) => {
          const events = await eventsOf(store);
          const position = events[chosen % events.length]?.position ?? '';
          const expected = await plainly(store, (event) => event.position <= position);
          expect(await travelled(machine, { by: 'recorded', position })).toEqual(expected);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('C22 is what was recorded by an instant: everything before the first event that was recorded later', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.integer({ min: 1, max: 12 }), fc.nat(), async (history, every, chosen) => {
        await withDesk(history, every, async ({ store, machine }) => {
          const events = await eventsOf(store);
          const instant = events[chosen % events.length]?.metadata.recordedAt ?? '';
          if (instant < (events[0]?.metadata.recordedAt ?? '')) return;
          const end = events.find(({ metadata }) => metadata.recordedAt > instant)?.position ?? '9';
          const expected = await plainly(store, (event) => event.position < end);
          expect(await travelled(machine, { by: 'recorded', instant })).toEqual(expected);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('C22 is what had occurred by an instant, however late it was told', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.integer({ min: 1, max: 12 }), fc.nat({ max: 60 }), async (history, every, at) => {
        await withDesk(history, every, async ({ store, machine }) => {
          const instant = minute(at);
          const expected = await plainly(store, (event) => event.metadata.occurredAt <= instant);
          expect(await travelled(machine, { by: 'occurred', instant })).toEqual(expected);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('needs only the events behind the nearest checkpoint, and begins anew where a view was rebuilt', async () => {
    const history = Array.from({ length: 30 }, (_, ticket) => ({
      ticket: ticket % 5,
      type: 'painted' as const,
      colour: 'red',
      later: 1,
      ago: 0,
      broken: false,
    }));
    await withDesk(history, 10, async ({ store, reads, machine, keeper }) => {
      const read = jest.spyOn(store, 'readAll');
      const position = '0000000000000027';
      await machine.at({ by: 'recorded', position }, ['open']);
      expect(read.mock.calls.map(([{ after }]) => after)).toContain('0000000000000015');
      expect(await keeper.advance(1)).toBe(0);
      const generation = await reads.beginGeneration('open');
      await reads.activate('open', generation);
      const expected = await plainly(store, (event) => event.position <= position);
      const fresh = new TimeMachine({
        eventStore: store,
        readStore: reads,
        views: VIEWS,
        clock: new FixedClock(minute(10_000)),
      });
      expect(await travelled(fresh, { by: 'recorded', position })).toEqual(expected);
    });
  });
});
