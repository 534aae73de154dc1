import { CommandExecutor, type SnapshotStore } from '@evidesk/executor';
import { type EventStore, openMemoryEventStore } from '@evidesk/event-store';
import { CountingIds, FixedClock, NOW } from '@evidesk/testing';
import { NumberAllocator } from './number-allocator.js';
import { numberSeries, reserveBlock } from './number-series.js';

const noSnapshots: SnapshotStore = { load: () => Promise.resolve(undefined), save: () => Promise.resolve() };
let started = 0;

/** A process that allots numbers on a store that others use too. */
function processOn(store: EventStore, clock = new FixedClock()): NumberAllocator {
  started += 1;
  const executor = new CommandExecutor(store, noSnapshots, { onSnapshotFailure: () => undefined });
  return new NumberAllocator(executor, clock, new CountingIds(`process-${started}`));
}

async function blocksOf(store: EventStore, series: string): Promise<readonly unknown[]> {
  const blocks = [];
  for await (const { data } of store.readStream(`numbering-${series}`)) blocks.push([data['from'], data['to']]);
  return blocks;
}

const SHANGHAI = 'Asia/Shanghai';
let store: EventStore;
beforeEach(() => {
  store = openMemoryEventStore();
});

describe('NumberAllocator', () => {
  it('S0-54 S4-28 gives running numbers of the month, six digits wide', async () => {
    const numbers = processOn(store);
    expect(await numbers.next('INC', NOW, SHANGHAI)).toBe('INC-202611-000001');
    expect(await numbers.next('INC', NOW, SHANGHAI)).toBe('INC-202611-000002');
  });

  it('S0-79 each series counts for itself', async () => {
    const numbers = processOn(store);
    await numbers.next('INC', NOW, SHANGHAI);
    expect(await numbers.next('CHG', NOW, SHANGHAI)).toBe('CHG-202611-000001');
  });

  it('S0-54 the month is that of the zone', async () => {
    const numbers = processOn(store);
    expect(await numbers.next('INC', '2026-10-31T15:59:59.999Z', SHANGHAI)).toBe('INC-202610-000001');
    expect(await numbers.next('INC', '2026-10-31T16:00:00.000Z', SHANGHAI)).toBe('INC-202611-000001');
    expect(await numbers.next('INC', '2026-10-31T16:00:00.000Z', 'Europe/London')).toBe('INC-202610-000002');
  });

  it('S0-54 is unique over processes that allot at once', async () => {
    const processes = [processOn(store), processOn(store), processOn(store)];
    const numbers = await Promise.all(
      Array.from({ length: 40 }, () => processes.map((each) => each.next('INC', NOW, SHANGHAI))).flat(),
    );
    expect(new Set(numbers).size).toBe(120);
  });

  it('S0-54 never gives a number again after a restart; the rest of the block stays unused', async () => {
    expect(await processOn(store).next('INC', NOW, SHANGHAI)).toBe('INC-202611-000001');
    expect(await processOn(store).next('INC', NOW, SHANGHAI)).toBe('INC-202611-000011');
  });

  it('reserves ten at first, twice as many each time while busy, and ten again when it is quiet', async () => {
    const clock = new FixedClock();
    const numbers = processOn(store, clock);
    const take = async (count: number) => {
      for (let index = 0; index < count; index += 1) await numbers.next('INC', NOW, SHANGHAI);
    };
    await take(31);
    expect(await blocksOf(store, 'INC-202611')).toEqual([
      [1, 10],
      [11, 30],
      [31, 70],
    ]);
    clock.set('2026-11-16T02:00:10.000Z');
    await take(40);
    expect((await blocksOf(store, 'INC-202611')).at(-1)).toEqual([71, 80]);
  });
});

describe('A series', () => {
  it('goes on where it stopped', () => {
    const [block] = reserveBlock({ last: 30 }, 10);
    expect(block).toEqual({ type: 'numbering.block-reserved', data: { from: 31, to: 40 } });
    expect(block && numberSeries.evolve({ last: 30 }, block, NOW)).toEqual({ last: 40 });
    expect(numberSeries.evolve({ last: 30 }, { type: 'numbering.painted', data: {} } as never, NOW)).toEqual({
      last: 30,
    });
  });
});
