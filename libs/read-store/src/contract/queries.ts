import { describe, expect, it } from '@jest/globals';
import type { Query, ReadStore } from '../port.js';
import {
  commitOf,
  type ContractFactory,
  pageThrough,
  places,
  put,
  refusal,
  remove,
  type Ticket,
  tickets,
} from './fixtures.js';

const SAMPLE: readonly Ticket[] = [
  { id: 'a', status: 'new', priority: 1, tags: ['net', 'vip'], group: { name: 'desk' }, updatedAt: '2026-01-03' },
  { id: 'b', status: 'new', priority: 2, tags: ['net'], group: { name: 'desk' }, updatedAt: '2026-01-01' },
  { id: 'c', status: 'open', priority: 1, tags: [], group: { name: 'l2' }, updatedAt: '2026-01-02' },
  { id: 'd', status: 'open', priority: null, tags: ['vip', 'vip'], updatedAt: '2026-01-01' },
  { id: 'e', status: 'done', priority: 10, group: { name: '网络' }, updatedAt: '2026-01-04' },
  { id: 'f', priority: 2 },
];

const FORMS: readonly (readonly [rule: string, query: Query, ids: readonly string[]])[] = [
  ['all, by id', {}, ['a', 'b', 'c', 'd', 'e', 'f']],
  ['all, by id, backwards', { order: 'descending' }, ['f', 'e', 'd', 'c', 'b', 'a']],
  ['one value', { where: { status: 'new' } }, ['a', 'b']],
  ['one value without an index that covers it', { where: { priority: 1 } }, ['a', 'c']],
  ['null is absent or null', { where: { priority: null } }, ['d']],
  ['absent is null', { where: { status: null } }, ['f']],
  ['a value of another type is another value', { where: { priority: '1' } }, []],
  ['a dotted path', { where: { 'group.name': '网络' } }, ['e']],
  ['one of several', { where: { status: { in: ['done', 'open', 'done'] } } }, ['c', 'd', 'e']],
  ['one of none', { where: { status: { in: [] } } }, []],
  ['a range', { where: { priority: { gte: 2, lt: 10 } } }, ['b', 'f']],
  ['numbers compare as numbers', { where: { priority: { gt: 1 } } }, ['b', 'e', 'f']],
  ['a bound of another type meets nothing', { where: { priority: { gt: '' } } }, []],
  ['text bounds', { where: { updatedAt: { gt: '2026-01-01', lte: '2026-01-03' } } }, ['a', 'c']],
  ['an element of an array', { where: { tags: 'vip' } }, ['a', 'd']],
  ['an element that is one of several', { where: { tags: { in: ['vip', 'net'] } } }, ['a', 'b', 'd']],
  ['an element within bounds', { where: { tags: { gt: 'netz', lt: 'w' } } }, ['a', 'd']],
  ['bounds are met by one element, not by two', { where: { tags: { gt: 'neta', lt: 'vip' } } }, []],
  ['in the order of an index, absent first', { index: 'by_status' }, ['f', 'e', 'a', 'b', 'd', 'c']],
  ['in the order of an index, backwards', { index: 'by_status', order: 'descending' }, ['c', 'd', 'b', 'a', 'e', 'f']],
  ['a fixed leading field', { index: 'by_status', where: { status: 'open' } }, ['d', 'c']],
  ['several leading values', { index: 'by_status', where: { status: { in: ['open', 'new'] } } }, ['a', 'b', 'd', 'c']],
  [
    'several leading values, backwards',
    { index: 'by_status', where: { status: { in: ['open', 'new'] } }, order: 'descending' },
    ['c', 'd', 'b', 'a'],
  ],
  ['a range along the index', { index: 'by_status', where: { status: 'new', priority: { gt: 1 } } }, ['b']],
  ['a condition beside the index', { index: 'by_status', where: { updatedAt: '2026-01-01' } }, ['b', 'd']],
  ['a later field fixed', { index: 'by_status', where: { priority: 1 } }, ['a', 'c']],
  ['an array field fixed', { index: 'by_tag', where: { tags: 'net' } }, ['b', 'a']],
  ['an array field fixed, backwards', { index: 'by_tag', where: { tags: 'vip' }, order: 'descending' }, ['a', 'd']],
];

const BAD: readonly (readonly [rule: string, query: Query])[] = [
  ['an undeclared field', { where: { title: 'x' } }],
  ['an undeclared field that needs quoting', { where: { '"; DROP TABLE tickets; --': 'x' } }],
  ['an unknown index', { index: 'by_title' }],
  ['a limit of 0', { limit: 0 }],
  ['a limit over 1,000', { limit: 1001 }],
  ['a limit that is no whole number', { limit: 1.5 }],
  ['an order that is none', { order: 'sideways' as 'ascending' }],
  ['a range without bounds', { where: { status: {} } }],
  ['an unknown operator', { where: { status: { $ne: 'x' } as unknown as string } }],
  ['a condition that is undefined', { where: { status: undefined as unknown as string } }],
  ['a cursor that is none', { cursor: 'nonsense' }],
  ['an index with an array field that is left open', { index: 'by_tag' }],
  ['an index with an array field of several values', { index: 'by_tag', where: { tags: { in: ['net', 'vip'] } } }],
];

const ids = async (store: ReadStore, query: Query): Promise<string[]> =>
  (await store.find(tickets, query)).items.map(({ id }) => id);

/** Queries, pages and counts. */
export function queryRules(factory: ContractFactory): void {
  describe('queries', () => {
    const { store: storeWith } = places(factory);

    it.each(FORMS)('finds and counts: %s', async (_, query, expected) => {
      const store = await storeWith(SAMPLE);
      expect(await ids(store, query)).toEqual(expected);
      expect(await pageThrough(store, { ...query, limit: 1 })).toEqual(expected);
      expect(await store.count(tickets, query.where)).toBe(expected.length);
    });

    it.each(BAD)('refuses %s', async (_, query) => {
      const store = await storeWith(SAMPLE);
      expect(await refusal(store.find(tickets, query))).toBe('BadQuery');
    });

    it('refuses to count by an undeclared field, and a collection that is not defined', async () => {
      const store = await storeWith(SAMPLE);
      expect(await refusal(store.count(tickets, { title: 'x' }))).toBe('BadQuery');
      expect(await refusal(store.get({ name: 'nowhere', indexes: [] }, 'a'))).toBe('BadQuery');
    });

    it('refuses the cursor of another query, and takes another page size', async () => {
      const store = await storeWith(SAMPLE);
      const { next } = await store.find(tickets, { index: 'by_status', limit: 2 });
      const cursor = next ?? '';
      expect(await refusal(store.find(tickets, { index: 'by_status', order: 'descending', cursor }))).toBe('BadQuery');
      expect(await refusal(store.find(tickets, { index: 'by_group', cursor }))).toBe('BadQuery');
      expect(await refusal(store.find(tickets, { index: 'by_status', where: { status: 'new' }, cursor }))).toBe(
        'BadQuery',
      );
      expect(await ids(store, { index: 'by_status', limit: 3, cursor })).toEqual(['a', 'b', 'd']);
    });

    it('gives 50 documents a page unless told, and no cursor on the last page', async () => {
      const store = await storeWith(Array.from({ length: 51 }, (_, n) => ({ id: `t${String(n).padStart(3, '0')}` })));
      const first = await store.find(tickets, {});
      expect([first.items.length, typeof first.next]).toEqual([50, 'string']);
      expect(await store.find(tickets, { cursor: first.next ?? '' })).toEqual({ items: [{ id: 't050' }] });
      expect(await store.find(tickets, { limit: 51 })).toEqual({ items: expect.any(Array) });
    });

    it.each(['ascending', 'descending'] as const)('pages %s through ties without skip or repeat', async (order) => {
      const documents = Array.from({ length: 40 }, (_, n) => ({
        id: `t${n}`,
        status: 'same',
        priority: n % 2,
        tags: ['x'],
      }));
      const store = await storeWith(documents);
      const queries: readonly Query[] = [
        { index: 'by_status' },
        { index: 'by_status', where: { status: 'same', priority: { in: [0, 1] } } },
        { index: 'by_tag', where: { tags: 'x' } },
        {},
      ];
      for (const query of queries) {
        const found = await pageThrough(store, { ...query, order, limit: 7 });
        expect(found).toEqual(await ids(store, { ...query, order, limit: 1000 }));
        expect(new Set(found)).toEqual(new Set(documents.map(({ id }) => id)));
        expect(found.length).toBe(40);
      }
    });

    it('pages on while others write: what stays is given once, what moves ahead is found there', async () => {
      const documents = Array.from({ length: 20 }, (_, n) => ({
        id: `t${n + 10}`,
        status: 'open',
        priority: Math.floor(n / 5),
      }));
      const store = await storeWith(documents);
      const found = await pageThrough(
        store,
        { index: 'by_status', where: { status: 'open' }, limit: 6 },
        async (page) => {
          if (page === 0)
            await store.commit(
              commitOf(2, [put({ id: 't00', status: 'open', priority: 0 }), remove('t10'), remove('t16')]),
            );
          if (page === 1) await store.commit(commitOf(3, [put({ id: 't11', status: 'open', priority: 9 })]));
        },
      );
      const kept = documents.map(({ id }) => id).filter((id) => id !== 't16');
      expect(found).toEqual([...kept, 't11']);
    });

    it('orders values of mixed types: null, numbers, text by code points, booleans', async () => {
      const values = [true, '', '\u{1F600}', false, '\uFF5E', -1.5, null, 'a', 10, 9, 'B', 0, '10'];
      const documents = values.map((status, n) => ({ id: `m${n}`, status }) as unknown as Ticket);
      const store = await storeWith(documents);
      const expected = [null, -1.5, 0, 9, 10, '', '10', 'B', 'a', '\uFF5E', '\u{1F600}', false, true];
      const { items } = await store.find(tickets, { index: 'by_status' });
      expect(items.map((item): unknown => item.status)).toEqual(expected);
      const paged = await pageThrough(store, { index: 'by_status', order: 'descending', limit: 1 });
      expect(paged).toEqual(items.map(({ id }) => id).reverse());
      for (const value of values) expect(await store.count(tickets, { status: value })).toBe(1);
      expect(await store.count(tickets, { status: { gte: false } })).toBe(2);
      expect(await store.count(tickets, { status: { gte: null } })).toBe(1);
      expect(await store.count(tickets, { status: { lt: 10 } })).toBe(3);
      expect(await store.count(tickets, { status: { lte: '\uFF5E' } })).toBe(5);
    });

    it('learns late that a field holds arrays', async () => {
      const store = await storeWith([
        { id: 'a', tags: 'x' as unknown as string[], updatedAt: '1' },
        { id: 'b', updatedAt: '2' },
      ]);
      expect(await ids(store, { index: 'by_tag' })).toEqual(['b', 'a']);
      await store.commit(commitOf(2, [put({ id: 'c', tags: ['y', 'x'], updatedAt: '0' })]));
      expect(await ids(store, { index: 'by_tag', where: { tags: 'x' } })).toEqual(['c', 'a']);
      expect(await ids(store, { index: 'by_tag', where: { tags: null } })).toEqual(['b']);
      expect(await store.count(tickets, { tags: 'x' })).toBe(2);
    });
  });
}
