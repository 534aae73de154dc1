import { describe, expect, it } from '@jest/globals';
import { START } from '@evidesk/kernel';
import type { View } from '../port.js';
import { at, commitOf, type ContractFactory, places, put, queue, refusal, tickets } from './fixtures.js';

/** Rebuilding beside the live view, and leases. */
export function generationRules(factory: ContractFactory): void {
  describe('generations', () => {
    const { place, store: storeWith } = places(factory);

    it('builds a generation beside the live one, and swaps at once', async () => {
      const store = await storeWith([{ id: 'old', status: 'new' }]);
      const next = await store.beginGeneration('queue');
      expect(next).toBe(2);
      await store.commit(commitOf(1, [put({ id: 'fresh', status: 'new' })], { generation: next }));
      await store.commit(commitOf(2, [put({ id: 'live', status: 'new' })]));
      expect(await store.find(tickets, { where: { status: 'new' } })).toEqual({
        items: [
          { id: 'live', status: 'new' },
          { id: 'old', status: 'new' },
        ],
      });
      expect(await store.getMany(tickets, ['fresh', 'old'], next)).toEqual(
        new Map([['fresh', { id: 'fresh', status: 'new' }]]),
      );
      expect(await store.checkpoint('queue')).toEqual({ view: 'queue', generation: 1, position: at(2) });
      expect(await store.checkpoint('queue', next)).toEqual({ view: 'queue', generation: 2, position: at(1) });
      await store.activate('queue', next);
      expect(await store.find(tickets, {})).toEqual({ items: [{ id: 'fresh', status: 'new' }] });
      expect(await store.count(tickets)).toBe(1);
      expect(await store.checkpoint('queue')).toEqual({ view: 'queue', generation: 2, position: at(1) });
      await store.activate('queue', next);
    });

    it('fences out commits to a generation that was swapped away or never begun', async () => {
      const store = await storeWith([{ id: 'old' }]);
      const next = await store.beginGeneration('queue');
      await store.activate('queue', next);
      expect(await refusal(store.commit(commitOf(2, [put({ id: 'late' })])))).toBe('FencedOut');
      expect(await refusal(store.commit(commitOf(2, [], { generation: 9 })))).toBe('FencedOut');
      expect(await refusal(store.activate('queue', 1))).toBe('FencedOut');
      expect(await store.find(tickets, {})).toEqual({ items: [] });
    });

    it('drops a generation that was left unfinished when the next begins', async () => {
      const store = await storeWith();
      const left = await store.beginGeneration('queue');
      await store.commit(commitOf(1, [put({ id: 'half' })], { generation: left }));
      const next = await store.beginGeneration('queue');
      expect(next).toBeGreaterThan(left);
      expect(await store.checkpoint('queue', next)).toEqual({ view: 'queue', generation: next, position: START });
      expect(await refusal(store.commit(commitOf(2, [], { generation: left })))).toBe('FencedOut');
      expect(await refusal(store.activate('queue', left))).toBe('FencedOut');
      await store.activate('queue', next);
      expect(await store.count(tickets)).toBe(0);
    });

    it('knows array fields in a generation that is built later', async () => {
      const store = await storeWith([{ id: 'a', tags: ['x', 'y'] }]);
      const next = await store.beginGeneration('queue');
      await store.commit(commitOf(1, [put({ id: 'b', tags: ['y'] })], { generation: next }));
      await store.activate('queue', next);
      expect(await store.find(tickets, { index: 'by_tag', where: { tags: 'y' } })).toEqual({
        items: [{ id: 'b', tags: ['y'] }],
      });
    });

    it('tells the active generations of many views at once, as they are now in any process', async () => {
      const here = await place();
      const [writer, reader] = [await here.open(), await here.open()];
      const other: View = { name: 'other', collections: [{ name: 'others', indexes: [] }] };
      await writer.define([queue, other]);
      await reader.define([queue, other]);
      expect(await reader.activeGenerations(['queue', 'other'])).toEqual(
        new Map([
          ['queue', 1],
          ['other', 1],
        ]),
      );
      const next = await writer.beginGeneration('queue');
      expect(await reader.activeGenerations(['queue'])).toEqual(new Map([['queue', 1]]));
      await writer.activate('queue', next);
      expect(await reader.activeGenerations(['queue'])).toEqual(new Map([['queue', next]]));
      expect(await reader.activeGenerations([])).toEqual(new Map());
      await expect(reader.activeGenerations(['queue', 'nothing'])).rejects.toThrow('nothing is not defined');
    });

    it('never shows readers an empty or half-built view while another process swaps', async () => {
      const here = await place();
      const [writer, reader] = [await here.open(), await here.open()];
      await writer.define([queue]);
      await reader.define([queue]);
      await writer.commit(commitOf(1, [put({ id: 'a' }), put({ id: 'b' })]));
      const seen = new Set<number>();
      const next = await writer.beginGeneration('queue');
      await writer.commit(commitOf(1, [put({ id: 'a' })], { generation: next }));
      seen.add(await reader.count(tickets));
      await writer.commit(commitOf(2, [put({ id: 'b' }), put({ id: 'c' })], { generation: next }));
      seen.add(await reader.count(tickets));
      await writer.activate('queue', next);
      const end = Date.now() + 2000;
      for (let count = 0; count !== 3 && Date.now() < end;) {
        count = await reader.count(tickets);
        seen.add(count);
      }
      expect(seen).toEqual(new Set([2, 3]));
    });
  });

  describe('leases', () => {
    const { place, store: storeWith } = places(factory);

    it('are held by one owner at a time, and keep their fence when renewed', async () => {
      const here = await place();
      const clock = { ms: 1_000_000 };
      const now = (): number => clock.ms;
      const [one, two] = [await here.open({ now }), await here.open({ now })];
      const lease = { name: 'runner', owner: 'one', fence: 1 };
      expect(await one.acquireLease('runner', 'one', 1000)).toEqual(lease);
      expect(await two.acquireLease('runner', 'two', 1000)).toBeUndefined();
      clock.ms += 900;
      expect(await one.acquireLease('runner', 'one', 1000)).toEqual(lease);
      clock.ms += 900;
      expect(await two.acquireLease('runner', 'two', 1000)).toBeUndefined();
      clock.ms += 101;
      expect(await two.acquireLease('runner', 'two', 1000)).toEqual({ name: 'runner', owner: 'two', fence: 2 });
      expect(await one.acquireLease('runner', 'one', 1000)).toBeUndefined();
      expect(await one.acquireLease('other', 'one', 1000)).toEqual({ name: 'other', owner: 'one', fence: 1 });
    });

    it('do not outlast a clock that is set back', async () => {
      const here = await place();
      const clock = { ms: 100_000_000 };
      const now = (): number => clock.ms;
      const [one, two] = [await here.open({ now }), await here.open({ now })];
      await one.acquireLease('runner', 'one', 1000);
      clock.ms -= 900;
      expect(await two.acquireLease('runner', 'two', 1000)).toBeUndefined();
      clock.ms -= 3_600_000;
      expect(await two.acquireLease('runner', 'two', 1000)).toEqual({ name: 'runner', owner: 'two', fence: 2 });
      clock.ms += 900;
      expect(await one.acquireLease('runner', 'one', 1000)).toBeUndefined();
    });

    it('go to one of many who ask at once', async () => {
      const clock = { ms: 1_000_000 };
      const store = await (await place()).open({ now: () => clock.ms });
      const allAsk = async (owners: readonly string[]) => {
        const asked = owners.map((owner) => store.acquireLease('runner', owner, 60_000));
        return (await Promise.all(asked)).filter((lease) => lease !== undefined);
      };
      expect(await allAsk(['a', 'b', 'c', 'd'])).toEqual([expect.objectContaining({ fence: 1 })]);
      clock.ms += 60_000;
      expect(await allAsk(['e', 'f', 'g', 'h'])).toEqual([expect.objectContaining({ fence: 2 })]);
    });

    it('can be given back, by their holder only', async () => {
      const store = await storeWith();
      const lease = await store.acquireLease('runner', 'one', 60_000);
      await store.releaseLease({ name: 'runner', owner: 'two', fence: 1 });
      expect(await store.acquireLease('runner', 'two', 60_000)).toBeUndefined();
      await store.releaseLease(lease ?? { name: 'runner', owner: 'one', fence: 1 });
      expect(await store.acquireLease('runner', 'two', 60_000)).toEqual({ name: 'runner', owner: 'two', fence: 2 });
    });

    it('fence out a holder after the next one has committed', async () => {
      const store = await storeWith();
      await store.commit(commitOf(1, [put({ id: 'a', by: 1 })], { fence: 1 }));
      await store.commit(commitOf(2, [put({ id: 'a', by: 2 })], { fence: 2 }));
      expect(await refusal(store.commit(commitOf(3, [put({ id: 'a', by: 1 })], { fence: 1 })))).toBe('FencedOut');
      expect(await store.get(tickets, 'a')).toEqual({ id: 'a', by: 2 });
      expect(await store.checkpoint('queue')).toEqual({ view: 'queue', generation: 1, position: at(2) });
    });
  });
}
