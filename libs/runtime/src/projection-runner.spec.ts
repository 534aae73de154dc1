import fc from 'fast-check';
import type { EventStore } from '@evidesk/event-store';
import { openMemoryReadStore } from '@evidesk/read-store';
import {
  append,
  breakable,
  choppy,
  contextOf,
  dumpTickets,
  memoryWorld,
  settled,
  start,
  ticketProjection,
  until,
  type World,
} from '../testing/kit.js';
import { parked } from './parked.js';
import { projectionRunner } from './projection-runner.js';
import { DEFAULT_TUNING, type Tuning } from './tuning.js';

const step = fc.record({
  ticket: fc.integer({ min: 0, max: 7 }),
  type: fc.constantFrom('opened', 'moved', 'moved', 'linked', 'closed', 'erased', 'noted'),
  unit: fc.constantFrom('north', 'south', 'east'),
  other: fc.integer({ min: 0, max: 7 }),
});
const history = fc.array(step, { minLength: 1, maxLength: 60 });
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

async function tell(store: EventStore, steps: readonly Step[]): Promise<void> {
  for (const { ticket, type, unit, other } of steps)
    await append(store, `ticket-${ticket}`, type, type === 'linked' ? { other: String(other) } : { unit });
}

async function projected(world: World, tuning: Partial<Tuning> = {}): Promise<string> {
  const context = contextOf(world, { tuning: { ...DEFAULT_TUNING, ...tuning } });
  const runner = await start(projectionRunner(ticketProjection(), context), world);
  await settled(world, 'tickets');
  await runner.stop();
  return dumpTickets(world.readStore);
}

describe('a projection runner', () => {
  it('takes in history, and then what comes', async () => {
    const world = memoryWorld();
    await append(world.eventStore, 'ticket-1', 'moved', { unit: 'north' });
    const runner = await start(projectionRunner(ticketProjection(), contextOf(world)), world);
    await until(() => runner.status().state === 'live');
    const position = await append(world.eventStore, 'ticket-1', 'moved', { unit: 'south' });
    await until(() => runner.status().position === position);
    expect((await dumpTickets(world.readStore)).split('\n')).toEqual([
      'tickets {"id":"1","unit":"south","moves":2,"links":[],"open":true}',
      'unit_totals {"id":"south","dimensions":{"unit":"south"},"measures":{"moves":2,"open":1,"tickets":1}}',
    ]);
    await runner.stop();
    expect(runner.status()).toMatchObject({ state: 'stopped', position, parked: 0, lastError: null });
  });

  it('continues behind its checkpoint', async () => {
    const world = memoryWorld();
    for (const unit of ['north', 'south']) {
      await append(world.eventStore, 'ticket-1', 'moved', { unit });
      await projected(world);
    }
    expect(await dumpTickets(world.readStore)).toContain('"moves":2');
  });

  it('commits the position where only other streams have events', async () => {
    const world = memoryWorld();
    const runner = await start(projectionRunner(ticketProjection(), contextOf(world)), world);
    await until(() => runner.status().state === 'live');
    for (let at = 0; at < 5; at += 1) await append(world.eventStore, 'other-1', 'happened');
    await settled(world, 'tickets');
    await runner.stop();
  });

  it('makes the same bytes whatever the batches, the size of commits and of the cache, and whatever is redelivered', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    const again = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 5 });
    const few = fc.integer({ min: 1, max: 6 });
    await fc.assert(
      fc.asyncProperty(
        history,
        sizes,
        again,
        few,
        few,
        async (steps, size, redelivered, commitDocuments, cachedDocuments) => {
          const { eventStore, readStore } = memoryWorld();
          await tell(eventStore, steps);
          const oneByOne = await projected({ eventStore: choppy(eventStore, [1], [0]), readStore });
          const chopped = { eventStore: choppy(eventStore, size, redelivered), readStore: openMemoryReadStore() };
          expect(await projected(chopped, { commitDocuments, cachedDocuments })).toBe(oneByOne);
          const whole = { eventStore, readStore: openMemoryReadStore() };
          expect(await projected(whole)).toBe(oneByOne);
        },
      ),
      { numRuns: 40, endOnFailure: true },
    );
  });

  it('leaves no aggregate behind whose sums are all 0', async () => {
    const world = memoryWorld();
    await tell(world.eventStore, [
      { ticket: 1, type: 'moved', unit: 'north', other: 0 },
      { ticket: 1, type: 'erased', unit: 'north', other: 0 },
    ]);
    expect(await projected({ ...world, eventStore: choppy(world.eventStore, [1], [0]) })).toBe('');
  });

  it.each(['eventStore', 'readStore'] as const)(
    'waits while the %s is unavailable, and parks nothing',
    async (which) => {
      const memory = memoryWorld();
      const broken = which === 'eventStore' ? breakable(memory.eventStore) : breakable(memory.readStore);
      const world = { ...memory, [which]: broken.store };
      const runner = await start(projectionRunner(ticketProjection(), contextOf(world)), memory);
      await until(() => runner.status().state === 'live');
      broken.down = true;
      const position = await append(memory.eventStore, 'ticket-1', 'moved', { unit: 'north' });
      if (which === 'readStore') await until(() => runner.status().state === 'retrying' && broken.refused > 2);
      broken.down = false;
      await until(() => runner.status().position === position && runner.status().state === 'live');
      await settled(memory, 'tickets');
      expect(runner.status().parked).toBe(0);
      await runner.stop();
      expect(await dumpTickets(memory.readStore)).toContain('"moves":1');
    },
  );

  it('can be stopped while a store is unavailable', async () => {
    const memory = memoryWorld();
    const broken = breakable(memory.readStore);
    const runner = await start(
      projectionRunner(ticketProjection(), contextOf({ ...memory, readStore: broken.store })),
      memory,
    );
    await until(() => runner.status().state === 'live');
    broken.down = true;
    await append(memory.eventStore, 'ticket-1', 'moved', { unit: 'north' });
    await until(() => runner.status().state === 'retrying');
    await runner.stop();
    expect(runner.status().state).toBe('stopped');
  });

  it('commits the batch in hand before it stops', async () => {
    const { eventStore, readStore } = memoryWorld();
    for (let at = 0; at < 50; at += 1) await append(eventStore, `ticket-${at}`, 'moved', { unit: 'north' });
    const projection = ticketProjection();
    let stopped: Promise<void> | undefined;
    const project: typeof projection.project = (document, event, key) => {
      stopped ??= runner.stop();
      return projection.project(document, event, key);
    };
    const context = contextOf({ eventStore, readStore }, { tuning: { ...DEFAULT_TUNING, batchSize: 20 } });
    const runner = projectionRunner({ ...projection, project }, context);
    await start(runner, { eventStore, readStore });
    await until(() => stopped !== undefined);
    await stopped;
    const { position } = await readStore.checkpoint('tickets');
    expect(Number(position)).toBe(20);
    expect(await readStore.count(projection.collection)).toBe(20);
  });
});

describe('an event that fails', () => {
  async function poisoned(poison: Set<string>, type: string) {
    const world = memoryWorld();
    const { eventStore, readStore } = world;
    await append(eventStore, 'ticket-1', 'moved', { unit: 'north' });
    await append(eventStore, 'ticket-1', type, { unit: 'cursed' });
    await append(eventStore, 'ticket-2', 'moved', { unit: 'south' });
    await append(eventStore, 'ticket-1', 'closed');
    await append(eventStore, 'ticket-1', 'noted');
    const runner = await start(projectionRunner(ticketProjection(poison), contextOf(world)), world);
    await settled(world, 'tickets');
    const events = async () => {
      const found = [];
      for await (const event of parked(readStore, 'tickets')) found.push(event);
      return found;
    };
    return { world, runner, events, poison };
  }

  it.each([
    ['in the projection', 'bent', 'bent'],
    ['in its contributions', 'contributions', 'moved'],
  ])('%s is parked with its error; its stream waits, others go on', async (_, cause, type) => {
    const { world, runner, events } = await poisoned(new Set([cause]), type);
    expect(await events()).toMatchObject([
      { stream: 'ticket-1', revision: 1, eventType: type, attempts: 4, blocked: false },
      { stream: 'ticket-1', revision: 2, eventType: 'closed', attempts: 0, blocked: true },
    ]);
    expect((await events())[0]?.error).toMatch(/TypeError: can't project|RangeError: a cursed unit/);
    expect(runner.status().parked).toBe(2);
    expect(await dumpTickets(world.readStore)).toContain('{"id":"2","unit":"south"');
    expect(await dumpTickets(world.readStore)).toContain('{"id":"1","unit":"north","moves":1');
    await runner.stop();
  });

  it.each([
    ['bent', 'bent'],
    ['contributions', 'moved'],
  ])(
    'heals when replayed after the fault (%s) was mended, in order and as if it had never failed',
    async (cause, type) => {
      const { world, runner, events, poison } = await poisoned(new Set([cause]), type);
      poison.clear();
      expect(await runner.replayParked()).toEqual({ replayed: 2, parked: 0 });
      expect(await events()).toEqual([]);
      await runner.stop();
      const fresh = { eventStore: world.eventStore, readStore: openMemoryReadStore() };
      expect(await dumpTickets(world.readStore)).toBe(await projected(fresh));
    },
  );

  it.each([
    ['bent', 'bent'],
    ['contributions', 'moved'],
  ])('stays parked when it fails again (%s), and later events stay behind it', async (cause, type) => {
    const { world, runner, events } = await poisoned(new Set([cause]), type);
    const before = await dumpTickets(world.readStore);
    expect(await runner.replayParked('ticket-1')).toEqual({ replayed: 0, parked: 2 });
    expect(await events()).toMatchObject([
      { attempts: 5, blocked: false },
      { attempts: 0, blocked: true },
    ]);
    expect(await dumpTickets(world.readStore)).toBe(before);
    await append(world.eventStore, 'ticket-1', 'closed');
    await settled(world, 'tickets');
    expect(await events()).toHaveLength(3);
    await runner.stop();
  });

  it('keeps its stream waiting across a restart', async () => {
    const { world, runner, events, poison } = await poisoned(new Set(['bent']), 'bent');
    await runner.stop();
    await append(world.eventStore, 'ticket-1', 'closed');
    const next = await start(projectionRunner(ticketProjection(poison), contextOf(world, { owner: 'two' })), world);
    await settled(world, 'tickets');
    expect((await events()).map(({ blocked }) => blocked)).toEqual([false, true, true]);
    await next.stop();
  });

  it('is not parked when it succeeds at a later try', async () => {
    const world = memoryWorld();
    const projection = ticketProjection();
    let failures = 2;
    const project: typeof projection.project = (document, event, key) => {
      if (failures-- > 0) throw new Error('for the moment');
      return projection.project(document, event, key);
    };
    await append(world.eventStore, 'ticket-1', 'moved', { unit: 'north' });
    const runner = await start(projectionRunner({ ...projection, project }, contextOf(world)), world);
    await settled(world, 'tickets');
    expect(runner.status().parked).toBe(0);
    await runner.stop();
  });
});
