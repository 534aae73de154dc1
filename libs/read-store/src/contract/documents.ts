import { describe, expect, it } from '@jest/globals';
import { START } from '@evidesk/kernel';
import {
  at,
  commitOf,
  type ContractFactory,
  places,
  put,
  queue,
  refusal,
  remove,
  type Ticket,
  tickets,
  totals,
} from './fixtures.js';

const CURIOUS: readonly Ticket[] = [
  { id: 'unicode', title: '服务器宕机 🖥️ \u0000 \u2028 é e\u0301', status: '处理中' },
  { id: 'nested', a: { b: [{ c: [1, 2.5, -3e21, 0.1] }, [], {}, [[null]]] }, group: { name: '网络组' } },
  { id: 'empty', '': '', list: [], object: {}, none: null, status: '' },
  { id: 'keys', 'a.b': 1, $set: { $gt: 1, 'x.y.z': '$inc' }, _id: 'mine', _p: 'mine', __proto: true },
  { id: 'a b/c.d$e:中', z: 1, a: 2, m: 3 },
];

/** Documents and the checkpoint. */
export function documentRules(factory: ContractFactory): void {
  describe('documents and checkpoint', () => {
    const { place, store: storeWith } = places(factory);

    it('starts every view at generation 1, empty, before the first event', async () => {
      const store = await storeWith();
      expect(await store.checkpoint('queue')).toEqual({ view: 'queue', generation: 1, position: START });
      expect(await store.get(tickets, 'a')).toBeUndefined();
      expect(await store.find(tickets, {})).toEqual({ items: [] });
      expect(await store.count(tickets)).toBe(0);
    });

    it('keeps documents when the same views are defined again', async () => {
      const store = await storeWith([{ id: 'a' }]);
      await store.define([queue]);
      expect(await store.get(tickets, 'a')).toEqual({ id: 'a' });
      expect(await store.checkpoint('queue')).toEqual({ view: 'queue', generation: 1, position: at(1) });
    });

    it('starts a view afresh when its declared indexes change', async () => {
      const store = await storeWith([{ id: 'a', owner: 'x' }]);
      const changed = { ...tickets, indexes: [...tickets.indexes, { name: 'by_owner', fields: ['owner'] }] };
      await store.define([{ name: 'queue', collections: [changed, totals] }]);
      expect(await store.checkpoint('queue')).toEqual({ view: 'queue', generation: 2, position: START });
      expect(await store.find(changed, { where: { owner: 'x' } })).toEqual({ items: [] });
      expect(await refusal(store.commit(commitOf(2, [])))).toBe('FencedOut');
      await store.commit(commitOf(1, [put({ id: 'a', owner: 'x' })], { generation: 2 }));
      expect(await store.find(changed, { where: { owner: 'x' } })).toEqual({ items: [{ id: 'a', owner: 'x' }] });
    });

    it('gives documents back exactly, with their keys in order', async () => {
      const store = await storeWith(CURIOUS);
      for (const document of CURIOUS) {
        expect(JSON.stringify(await store.get(tickets, document.id))).toBe(JSON.stringify(document));
      }
      const { items } = await store.find(tickets, {});
      expect(new Set(items.map((item) => JSON.stringify(item)))).toEqual(
        new Set(CURIOUS.map((item) => JSON.stringify(item))),
      );
    });

    it('drops keys whose value is undefined', async () => {
      const store = await storeWith([{ id: 'a', gone: undefined, kept: 1 }]);
      expect(Object.keys((await store.get(tickets, 'a')) ?? {})).toEqual(['id', 'kept']);
    });

    it('replaces and deletes documents, and finds them no longer', async () => {
      const store = await storeWith([
        { id: 'a', status: 'new', tags: ['x', 'y'] },
        { id: 'b', status: 'new' },
      ]);
      await store.commit(
        commitOf(2, [put({ id: 'a', status: 'closed', tags: ['y', 'z'] }), remove('b'), remove('never')]),
      );
      expect(await store.get(tickets, 'b')).toBeUndefined();
      expect(await store.find(tickets, { where: { status: 'new' } })).toEqual({ items: [] });
      expect(await store.count(tickets, { tags: 'x' })).toBe(0);
      expect(await store.count(tickets, { tags: 'z' })).toBe(1);
      expect(await store.count(tickets)).toBe(1);
      await store.commit(commitOf(3, [put({ id: 'b', status: 'again' })]));
      expect(await store.get(tickets, 'b')).toEqual({ id: 'b', status: 'again' });
    });

    it('gets many of one generation, or of the active one, and leaves out those that do not exist', async () => {
      const store = await storeWith([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
      const found = await store.getMany(tickets, ['c', 'nowhere', 'a'], 1);
      expect(new Map([...found].sort())).toEqual(
        new Map([
          ['a', { id: 'a' }],
          ['c', { id: 'c' }],
        ]),
      );
      expect(await store.getMany(tickets, [], 1)).toEqual(new Map());
      expect(await store.getMany(tickets, ['a'], 9)).toEqual(new Map());
      const next = await store.beginGeneration('queue');
      await store.commit(commitOf(1, [put({ id: 'b', n: 2 })], { generation: next }));
      expect(await store.getMany(tickets, ['b'])).toEqual(new Map([['b', { id: 'b' }]]));
      await store.activate('queue', next);
      expect(await store.getMany(tickets, ['b'])).toEqual(new Map([['b', { id: 'b', n: 2 }]]));
    });

    it('stores documents and checkpoint together, over several collections', async () => {
      const store = await storeWith();
      const total = { id: 'all', count: 1 };
      await store.commit(commitOf(7, [put({ id: 'a' }), { kind: 'put', collection: 'totals', document: total }]));
      expect(await store.get(totals, 'all')).toEqual(total);
      expect(await store.checkpoint('queue')).toEqual({ view: 'queue', generation: 1, position: at(7) });
    });

    it('stores a large batch whole', async () => {
      const documents = Array.from({ length: 600 }, (_, n) => ({ id: `d${n}`, status: 's', text: 'x'.repeat(500) }));
      const store = await storeWith(documents);
      expect(await store.count(tickets, { status: 's' })).toBe(600);
    });

    it('changes nothing when the same commit comes again', async () => {
      const store = await storeWith([{ id: 'a', n: 1, tags: ['x'] }, { id: 'b' }]);
      const again = commitOf(2, [put({ id: 'a', n: 2, tags: ['x', 'y'] }), remove('b')]);
      await store.commit(again);
      await store.commit(again);
      expect(await store.find(tickets, {})).toEqual({ items: [{ id: 'a', n: 2, tags: ['x', 'y'] }] });
      expect(await store.count(tickets, { tags: 'y' })).toBe(1);
      expect(await store.checkpoint('queue')).toEqual({ view: 'queue', generation: 1, position: at(2) });
    });

    it('takes further writes at the position of the checkpoint', async () => {
      const store = await storeWith([{ id: 'a', n: 1 }]);
      await store.commit(commitOf(1, [put({ id: 'a', n: 2 })]));
      expect(await store.get(tickets, 'a')).toEqual({ id: 'a', n: 2 });
    });

    it('refuses a commit from before the checkpoint', async () => {
      const store = await storeWith();
      await store.commit(commitOf(5, [put({ id: 'a', n: 5 })]));
      expect(await refusal(store.commit(commitOf(4, [put({ id: 'a', n: 4 })])))).toBe('FencedOut');
      expect(await store.get(tickets, 'a')).toEqual({ id: 'a', n: 5 });
    });

    it('moves a position on alone, by the same rules', async () => {
      const store = await storeWith([{ id: 'a', n: 1 }]);
      await store.commit(commitOf(5, []));
      await store.commit(commitOf(5, []));
      expect(await refusal(store.commit(commitOf(4, [])))).toBe('FencedOut');
      await store.commit(commitOf(6, [], { fence: 2 }));
      expect(await refusal(store.commit(commitOf(7, [])))).toBe('FencedOut');
      expect(await store.checkpoint('queue')).toEqual({ view: 'queue', generation: 1, position: at(6) });
      await store.activate('queue', await store.beginGeneration('queue'));
      expect(await refusal(store.commit(commitOf(8, [], { fence: 2 })))).toBe('FencedOut');
      expect((await store.checkpoint('queue')).generation).toBe(2);
    });

    it('stores nothing of a commit that fails half-way', async () => {
      const store = await storeWith([{ id: 'a', n: 1 }]);
      const faulty = {
        id: 'c',
        toJSON: () => {
          throw new Error('half-way');
        },
      } as unknown as Ticket;
      await expect(store.commit(commitOf(2, [put({ id: 'a', n: 2 }), put({ id: 'b' }), put(faulty)]))).rejects.toThrow(
        'half-way',
      );
      expect(await store.find(tickets, {})).toEqual({ items: [{ id: 'a', n: 1 }] });
      expect(await store.checkpoint('queue')).toEqual({ view: 'queue', generation: 1, position: at(1) });
    });

    it('refuses a document with two arrays in one index', async () => {
      const store = await storeWith();
      const faulty = { id: 'a', tags: ['x'], updatedAt: ['y'] } as unknown as Ticket;
      await expect(store.commit(commitOf(1, [put(faulty)]))).rejects.toThrow('two arrays');
    });

    it('keeps everything over a restart, and is unavailable once closed', async () => {
      const here = await place();
      const first = await here.open();
      await first.define([queue]);
      await first.commit(commitOf(3, [put({ id: 'a' })]));
      await first.close();
      expect(await refusal(first.get(tickets, 'a'))).toBe('StoreUnavailable');
      expect(await refusal(first.ping())).toBe('StoreUnavailable');
      expect(await refusal(first.commit(commitOf(4, [])))).toBe('StoreUnavailable');
      const second = await here.open();
      await second.define([queue]);
      await second.ping();
      expect(await second.get(tickets, 'a')).toEqual({ id: 'a' });
      expect(await second.checkpoint('queue')).toEqual({ view: 'queue', generation: 1, position: at(3) });
    });

    it('shows one process what another commits', async () => {
      const here = await place();
      const [writer, reader] = [await here.open(), await here.open()];
      await writer.define([queue]);
      await reader.define([queue]);
      await writer.commit(commitOf(1, [put({ id: 'a', tags: ['x'] })]));
      expect(await reader.find(tickets, { where: { tags: 'x' } })).toEqual({ items: [{ id: 'a', tags: ['x'] }] });
    });
  });
}
