import { describe, expect, it } from '@jest/globals';
import { START } from '@evidesk/kernel';
import { StreamNotFound } from '../errors.js';
import { asStored, hasItsHash, storedEvents } from '../stored-event.js';
import { collect, idsOf, newEvent, newEvents, useBench, type OpenHarness } from './harness.js';

export function readContract(open: OpenHarness): void {
  const bench = useBench(open);
  const revisions = async (options: Parameters<typeof bench.store.readStream>[1]): Promise<number[]> =>
    (await collect(bench.store.readStream(bench.stream('five'), options))).map((event) => event.revision);

  describe('readStream', () => {
    it('reads forwards and backwards, from a revision, up to a limit', async () => {
      await bench.store.append(bench.stream('five'), newEvents(5), 'absent');
      expect(await revisions({})).toEqual([0, 1, 2, 3, 4]);
      expect(await revisions({ from: 2 })).toEqual([2, 3, 4]);
      expect(await revisions({ from: 1, limit: 2 })).toEqual([1, 2]);
      expect(await revisions({ from: 9 })).toEqual([]);
      expect(await revisions({ limit: 0 })).toEqual([]);
      expect(await revisions({ direction: 'backwards' })).toEqual([4, 3, 2, 1, 0]);
      expect(await revisions({ direction: 'backwards', from: 2 })).toEqual([2, 1, 0]);
      expect(await revisions({ direction: 'backwards', from: 3, limit: 2 })).toEqual([3, 2]);
      expect(await revisions({ direction: 'backwards', limit: 1 })).toEqual([4]);
    });

    it('says that there is no such stream', async () => {
      const stream = bench.stream('nowhere');
      await expect(collect(bench.store.readStream(stream))).rejects.toEqual(new StreamNotFound(stream));
      await expect(collect(bench.store.readStream(stream, { direction: 'backwards' }))).rejects.toEqual(
        new StreamNotFound(stream),
      );
    });

    it('stops when its reader has had enough', async () => {
      await bench.store.append(bench.stream('enough'), newEvents(50), 'absent');
      for await (const event of bench.store.readStream(bench.stream('enough'))) if (event.revision === 3) break;
      expect(await bench.store.append(bench.stream('enough'), [newEvent()], 49)).toMatchObject({ revision: 50 });
    });

    it('reads a stream of 10,000 events in both directions', async () => {
      const stream = bench.stream('long');
      for (let n = 0; n < 10_000; n += 500)
        await bench.store.append(stream, newEvents(500), n === 0 ? 'absent' : n - 1);
      const forwards = await collect(bench.store.readStream(stream));
      expect(forwards.map((event) => event.revision)).toEqual(Array.from({ length: 10_000 }, (_, n) => n));
      const backwards = await collect(bench.store.readStream(stream, { direction: 'backwards' }));
      expect(idsOf(backwards)).toEqual(idsOf(forwards).reverse());
    });
  });

  describe('storedEvents', () => {
    it('gives out what readAll does, as text under the hashes of the chains', async () => {
      const before = await bench.store.head();
      await bench.store.append(bench.stream('a'), newEvents(3), 'absent');
      await bench.store.append(bench.stream('b'), [newEvent({ 事件: [1, { z: null, a: 'é' }] })], 'absent');
      const read = await collect(bench.store.readAll({ after: before }));
      const stored = (await collect(storedEvents(bench.store, before))).flat();
      expect(stored).toEqual(read.map(asStored));
      const [first, second] = stored.filter(({ stream }) => stream === bench.stream('a'));
      expect(hasItsHash(second!, first!.hash)).toBe(true);
      expect(hasItsHash({ ...second!, data: ` ${second!.data}` }, first!.hash)).toBe(true);
      expect(hasItsHash({ ...second!, data: second!.data.replace('}', '') }, first!.hash)).toBe(false);
      expect(await collect(storedEvents(bench.store, await bench.store.head()))).toEqual([]);
    });
  });

  describe('readAll', () => {
    it('reads all streams in the order of their appends, at strictly increasing positions', async () => {
      const before = await bench.store.head();
      const ids: string[] = [];
      for (const name of ['b', 'a', 'b', 'c', 'a']) {
        const events = newEvents(2);
        await bench.store.append(bench.stream(name), events, 'any');
        ids.push(...idsOf(events));
      }
      const read = await collect(bench.store.readAll({ after: before, filter: { streamPrefixes: [bench.prefix] } }));
      expect(idsOf(read)).toEqual(ids);
      const positions = read.map((event) => event.position);
      expect(positions).toEqual([...new Set(positions)].sort());
      expect(JSON.parse(JSON.stringify(positions))).toEqual(positions);
      expect((await bench.store.head()) >= (positions.at(-1) as string)).toBe(true);
    });

    it('tells how many events lie between two positions, where it can without reading', async () => {
      const before = await bench.store.head();
      await bench.store.append(bench.stream('counted'), newEvents(3), 'any');
      const after = await bench.store.head();
      const { store } = bench;
      const told = [store.distance?.(before, after), store.distance?.(after, after), store.distance?.(after, before)];
      expect(store.distance === undefined ? [3, 0, 0] : told).toEqual([3, 0, 0]);
    });

    it('starts behind a position, keeps to prefixes and stops at a limit', async () => {
      const before = await bench.store.head();
      const places = ['x-1', 'y-1', 'z-1', 'x-2', 'y-2', 'z-2'];
      for (const name of places) await bench.store.append(bench.stream(name), [newEvent({ name })], 'absent');
      const names = async (after: string, prefixes: string[], limit?: number): Promise<unknown[]> => {
        const filter = { streamPrefixes: prefixes.map((prefix) => bench.stream(prefix)) };
        const options = limit === undefined ? { after, filter } : { after, filter, limit };
        return (await collect(bench.store.readAll(options))).map((event) => event.data['name']);
      };
      expect(await names(before, ['x-', 'z-'])).toEqual(['x-1', 'z-1', 'x-2', 'z-2']);
      expect(await names(before, ['x-', 'z-'], 3)).toEqual(['x-1', 'z-1', 'x-2']);
      expect(await names(before, ['x-', 'x-2', ''])).toEqual(places);
      expect(await names(before, ['none'])).toEqual([]);
      const [first] = await collect(
        bench.store.readAll({ after: before, filter: { streamPrefixes: [bench.prefix] }, limit: 1 }),
      );
      expect(await names(first?.position as string, [''])).toEqual(places.slice(1));
      expect(await names(await bench.store.head(), [''])).toEqual([]);
    });

    it('takes any characters in a prefix for what they are', async () => {
      for (const name of ['50%_off', '50x_off', '事件-🔥1', '事件-2', '事件x'])
        await bench.store.append(bench.stream(name), [newEvent({ name })], 'absent');
      const names = async (prefix: string): Promise<unknown[]> =>
        (await collect(bench.store.readAll({ after: START, filter: { streamPrefixes: [bench.stream(prefix)] } }))).map(
          (event) => event.data['name'],
        );
      expect(await names('50%')).toEqual(['50%_off']);
      expect(await names('事件-')).toEqual(['事件-🔥1', '事件-2']);
    });

    it('reads everything when no filter is given', async () => {
      const before = await bench.store.head();
      await bench.store.append(bench.stream('one'), [newEvent()], 'absent');
      await bench.store.append(bench.stream('two'), [newEvent()], 'absent');
      const streams = (await collect(bench.store.readAll({ after: before }))).map((event) => event.stream);
      expect(streams.filter((stream) => stream.startsWith(bench.prefix))).toEqual([
        bench.stream('one'),
        bench.stream('two'),
      ]);
    });
  });
}
