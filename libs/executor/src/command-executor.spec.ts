import {
  ConcurrencyConflict,
  type EventStore,
  openMemoryEventStore,
  type ReadStreamOptions,
  StreamNotFound,
} from '@evidesk/event-store';
import { CommandReused, DomainError, type DomainEvent, StoreUnavailable } from '@evidesk/kernel';
import { openMemoryReadStore } from '@evidesk/read-store';
import { commandMetadata } from '@evidesk/testing';
import fc from 'fast-check';
import { Type } from 'typebox';
import type { AggregateType } from './aggregate-type.js';
import { CommandExecutor, type Executed } from './command-executor.js';
import { eventTypes } from './event-types.js';
import { ReadStoreSnapshots, SNAPSHOT_VIEW } from './read-store-snapshots.js';
import type { SnapshotStore } from './snapshot-store.js';

type Added = DomainEvent<'tally.added', { readonly by: number }>;
interface Tally {
  readonly sum: number;
  readonly parts: number;
}

const tally: AggregateType<Added, Tally> = {
  name: 'tally',
  initial: { sum: 0, parts: 0 },
  evolve: (state, event) =>
    event.type === 'tally.added' ? { sum: state.sum + event.data.by, parts: state.parts + 1 } : state,
  eventTypes: eventTypes({ 'tally.added': Type.Object({ by: Type.Integer({ minimum: 1 }) }) }),
  snapshotVersion: 1,
};

const added = (by: number): Added => ({ type: 'tally.added', data: { by } });

/** A store that counts the events read from streams. */
class CountingStore {
  read = 0;
  readonly store: EventStore;

  constructor(store: EventStore) {
    this.store = new Proxy(store, {
      get: (target, name) => {
        if (name === 'readStream')
          return (stream: string, options?: ReadStreamOptions) => this.counted(target, stream, options);
        const member = target[name as keyof EventStore] as unknown;
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      },
    });
  }

  private async *counted(target: EventStore, stream: string, options?: ReadStreamOptions) {
    for await (const event of target.readStream(stream, options)) {
      this.read += 1;
      yield event;
    }
  }
}

async function memorySnapshots(): Promise<SnapshotStore> {
  const store = openMemoryReadStore();
  await store.define([SNAPSHOT_VIEW]);
  return new ReadStoreSnapshots(store);
}

const failures: string[] = [];
const executorOn = (store: EventStore, snapshots: SnapshotStore) =>
  new CommandExecutor(store, snapshots, { onSnapshotFailure: (stream) => failures.push(stream) });

let sent = 0;
function add(
  executor: CommandExecutor,
  by: number,
  more: { commandId?: string; expectedRevision?: number; requestDigest?: string } = {},
): Promise<Executed<Tally>> {
  sent += 1;
  const { commandId = `command-${sent}`, expectedRevision, requestDigest } = more;
  return executor.execute(tally, {
    id: 't-1',
    metadata: commandMetadata({ commandId, ...(requestDigest !== undefined && { requestDigest }) }),
    expectedRevision,
    decide: () => [added(by)],
  });
}

/** Events by a stranger, straight into the store. */
async function strangerAdds(store: EventStore, count: number, name: string): Promise<void> {
  const events = Array.from({ length: count }, (_, index) => ({
    type: 'tally.added',
    data: { by: 1 },
    metadata: {
      ...commandMetadata({ commandId: `${name}-${index}` }),
      eventId: `${name}-event-${index}`,
      schemaVersion: 1,
    },
  }));
  for (let from = 0; from < count; from += 1_000)
    await store.append('tally-t-1', events.slice(from, from + 1_000), 'any');
}

let store: EventStore;
let snapshots: SnapshotStore;
let executor: CommandExecutor;
beforeEach(async () => {
  store = openMemoryEventStore();
  snapshots = await memorySnapshots();
  executor = executorOn(store, snapshots);
  failures.length = 0;
});

describe('A command', () => {
  it('is carried out once: the same id again comes to the same revision and position, and nothing new', async () => {
    const first = await add(executor, 3, { commandId: 'once' });
    await add(executor, 4);
    const again = await add(executor, 3, { commandId: 'once' });
    expect(again).toMatchObject({ revision: first.revision, position: first.position, duplicate: true });
    expect(first.duplicate).toBe(false);
    expect((await executor.load(tally, 't-1')).state).toEqual({ sum: 7, parts: 2 });
  });

  it('is carried out once over processes too', async () => {
    const first = await add(executor, 3, { commandId: 'once' });
    const again = await add(executorOn(store, snapshots), 3, { commandId: 'once' });
    expect(again).toEqual({ ...first, duplicate: true });
  });

  it('is carried out once even when it comes again after more commands than are remembered', async () => {
    const first = await add(executor, 1, { commandId: 'once' });
    for (let count = 0; count < 300; count += 1) await add(executor, 1);
    const again = await add(executor, 1, { commandId: 'once' });
    expect(again).toMatchObject({ revision: first.revision, position: first.position, duplicate: true });
    await add(executor, 1);
    expect((await executor.load(tally, 't-1')).state).toEqual({ sum: 302, parts: 302 });
  });

  it('that comes to nothing writes nothing', async () => {
    await add(executor, 3);
    const idle = await executor.execute(tally, {
      id: 't-1',
      metadata: commandMetadata({ commandId: 'idle' }),
      decide: () => [],
    });
    expect(idle).toMatchObject({ revision: 0, state: { sum: 3, parts: 1 }, duplicate: false });
  });

  it('at a revision that is not the one seen is a conflict, and is not tried again', async () => {
    await add(executor, 3);
    await add(executor, 4);
    await expect(add(executor, 5, { expectedRevision: 0 })).rejects.toMatchObject({
      name: 'ConcurrencyConflict',
      expected: 0,
      actual: 1,
    });
    expect(await add(executor, 5, { expectedRevision: 1 })).toMatchObject({ revision: 2, state: { sum: 12 } });
  });

  it('that is refused changes nothing', async () => {
    await add(executor, 3);
    const refused = executor.execute(tally, {
      id: 't-1',
      metadata: commandMetadata({ commandId: 'refused' }),
      decide: () => {
        throw new DomainError('conflict', 'tally.full', 'no more');
      },
    });
    await expect(refused).rejects.toMatchObject({ code: 'tally.full' });
    expect(await executor.load(tally, 't-1')).toEqual({ state: { sum: 3, parts: 1 }, revision: 0 });
  });

  it('whose events break the contract is an error, and nothing is written', async () => {
    await expect(add(executor, 0)).rejects.toThrow(/tally.added breaks its contract/);
    const unpublished = executor.execute(tally, {
      id: 't-1',
      metadata: commandMetadata(),
      decide: () => [{ type: 'tally.painted', data: {} } as unknown as Added],
    });
    await expect(unpublished).rejects.toThrow(/not a published event/);
    await expect(store.readStream('tally-t-1')[Symbol.asyncIterator]().next()).rejects.toBeInstanceOf(StreamNotFound);
    expect(await add(executor, 1)).toMatchObject({ revision: 0 });
  });

  it('keeps in its events who, why and when', async () => {
    await executor.execute(tally, {
      id: 't-1',
      metadata: commandMetadata({
        commandId: 'c',
        causationId: 'e',
        occurredAt: '2026-11-15T00:00:00.000Z',
        recordedAt: '2026-11-16T00:00:00.000Z',
      }),
      decide: () => [added(1), added(2)],
    });
    const metadata = [];
    for await (const event of store.readStream('tally-t-1')) metadata.push(event.metadata);
    expect(metadata[0]).toEqual({
      eventId: expect.any(String) as string,
      schemaVersion: 1,
      commandId: 'c',
      causationId: 'e',
      correlationId: 'correlation-1',
      actor: { id: 'the-service_desk', roles: ['service_desk'] },
      occurredAt: '2026-11-15T00:00:00.000Z',
      recordedAt: '2026-11-16T00:00:00.000Z',
    });
    expect(metadata[1]?.eventId).not.toBe(metadata[0]?.eventId);
  });
});

describe('Two processes on one store', () => {
  /** Carries out a command while the other executor gets in between for the first so many times. */
  async function race(
    interruptions: number,
  ): Promise<{ readonly result: Promise<Executed<Tally>>; readonly decided: () => number }> {
    const other = executorOn(store, snapshots);
    await add(executor, 1);
    let decided = 0;
    const result = executor.execute(tally, {
      id: 't-1',
      metadata: commandMetadata({ commandId: 'slow' }),
      decide: async () => {
        decided += 1;
        if (decided <= interruptions) await add(other, 10);
        return [added(100)];
      },
    });
    return { result, decided: () => decided };
  }

  it('a command that came too late is decided again on what is there now', async () => {
    const { result, decided } = await race(2);
    expect(await result).toMatchObject({ revision: 3, state: { sum: 121, parts: 4 } });
    expect(decided()).toBe(3);
  });

  it('it gives up after four times, and says so', async () => {
    const { result, decided } = await race(9);
    await expect(result).rejects.toBeInstanceOf(ConcurrencyConflict);
    expect(decided()).toBe(4);
  });

  it('both see what the other did', async () => {
    const other = executorOn(store, snapshots);
    await add(executor, 1);
    await add(other, 2);
    expect(await add(executor, 3)).toMatchObject({ revision: 2, state: { sum: 6 } });
    expect((await other.load(tally, 't-1')).state.sum).toBe(6);
  });

  it('many commands at once are all carried out, each once', async () => {
    const others = [executor, executorOn(store, snapshots)];
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => add(others[index % 2] as CommandExecutor, 1)),
    );
    const done = results.filter(({ status }) => status === 'fulfilled').length;
    expect((await executor.load(tally, 't-1')).state).toEqual({ sum: done, parts: done });
    expect(done).toBeGreaterThanOrEqual(10);
  });
});

describe('Snapshots', () => {
  it('a stream of ten thousand events loads by reading less than a hundred of them', async () => {
    await strangerAdds(store, 9_940, 'old');
    await add(executor, 1);
    await settled(() => snapshots.load('tally-t-1'));
    await strangerAdds(store, 59, 'new');
    const counting = new CountingStore(store);
    const fresh = executorOn(counting.store, snapshots);
    expect(await fresh.load(tally, 't-1')).toEqual({ state: { sum: 10_000, parts: 10_000 }, revision: 9_999 });
    expect(counting.read).toBe(59);
    await add(fresh, 1);
    expect(counting.read).toBe(59);
  });

  it('is not read when it is of another shape', async () => {
    await strangerAdds(store, 150, 'old');
    await add(executor, 1);
    await settled(() => snapshots.load('tally-t-1'));
    const newer: AggregateType<Added, Tally> = {
      ...tally,
      snapshotVersion: 2,
      evolve: (state, event) => ({ ...tally.evolve(state, event, ''), sum: -1 }),
    };
    const counting = new CountingStore(store);
    expect((await executorOn(counting.store, snapshots).load(newer, 't-1')).state).toEqual({ sum: -1, parts: 151 });
    expect(counting.read).toBe(151);
  });

  it('snapshot and tail give what the full fold gives, and a resent command is still known', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 100, max: 260 }), fc.integer({ min: 0, max: 60 }), async (before, after) => {
        const fresh = openMemoryEventStore();
        const kept = await memorySnapshots();
        await strangerAdds(fresh, before, 'old');
        const first = await add(executorOn(fresh, kept), 5, { commandId: 'known' });
        await settled(() => kept.load('tally-t-1'));
        await strangerAdds(fresh, after, 'new');
        const bySnapshot = executorOn(fresh, kept);
        expect(await bySnapshot.load(tally, 't-1')).toEqual(
          await executorOn(fresh, await memorySnapshots()).load(tally, 't-1'),
        );
        expect(await add(bySnapshot, 5, { commandId: 'known' })).toMatchObject({
          revision: first.revision,
          duplicate: true,
        });
      }),
      { numRuns: 12 },
    );
  });

  it('when they can be neither read nor kept, commands go on', async () => {
    const away: SnapshotStore = {
      load: () => Promise.reject(new StoreUnavailable('read-store', 1_000)),
      save: () => Promise.reject(new StoreUnavailable('read-store', 1_000)),
    };
    await strangerAdds(store, 150, 'old');
    const alone = executorOn(store, away);
    expect(await add(alone, 1)).toMatchObject({ state: { sum: 151 } });
    await settled(() => Promise.resolve(failures.length >= 2 ? failures : undefined));
    expect(new Set(failures)).toEqual(new Set(['tally-t-1']));
  });

  it.each([
    ['at once', 0],
    ['from a snapshot', 150],
    ['when it is remembered no more', 300],
  ])('a resent command that asks for something else is refused: %s', async (_when, meanwhile) => {
    const first = await add(executor, 5, { commandId: 'known', requestDigest: 'one' });
    await strangerAdds(store, meanwhile, 'later');
    if (meanwhile > 0) {
      await add(executor, 1);
      await settled(() => snapshots.load('tally-t-1'));
    }
    for (const other of [executor, executorOn(store, snapshots)]) {
      await expect(add(other, 6, { commandId: 'known', requestDigest: 'two' })).rejects.toBeInstanceOf(CommandReused);
      expect(await add(other, 5, { commandId: 'known', requestDigest: 'one' })).toMatchObject({
        revision: first.revision,
        duplicate: true,
      });
    }
  });

  /** Waits for what is done beside the command. */
  async function settled<T>(look: () => Promise<T | undefined>): Promise<void> {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      if ((await look()) !== undefined) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
    throw new Error('it never came');
  }
});
