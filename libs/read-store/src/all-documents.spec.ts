import { describe, expect, it } from '@jest/globals';
import type { Collection } from '@evidesk/kernel';
import { allDocuments } from './all-documents.js';
import { openMemoryReadStore } from './adapters/memory/index.js';
import type { Query, ReadStore } from './port.js';

interface Ticket {
  readonly id: string;
  readonly open: boolean;
}
const tickets: Collection<Ticket> = { name: 'tickets', indexes: [{ name: 'open', fields: ['open'] }] };

async function storeOf(count: number): Promise<{ readonly store: ReadStore; readonly asked: Query[] }> {
  const store = openMemoryReadStore();
  await store.define([{ name: 'tickets', collections: [tickets] }]);
  const writes = Array.from({ length: count }, (_, at) => ({
    kind: 'put' as const,
    collection: 'tickets',
    document: { id: String(at).padStart(6, '0'), open: at % 2 === 0 },
  }));
  await store.commit({ view: 'tickets', generation: 1, fence: 0, position: '0000000000000001', writes });
  const asked: Query[] = [];
  const find = (collection: Collection<Ticket>, query: Query) => {
    asked.push(query);
    return store.find(collection, query);
  };
  return { store: { find } as unknown as ReadStore, asked };
}

async function idsOf(found: AsyncIterable<Ticket>): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { id } of found) ids.push(id);
  return ids;
}

describe('allDocuments', () => {
  it('gives what is on every page, in order, each document once', async () => {
    const { store, asked } = await storeOf(2_001);
    const ids = await idsOf(allDocuments(store, tickets));
    expect(ids).toHaveLength(2_001);
    expect(ids).toEqual([...new Set(ids)].sort());
    expect(asked.map(({ limit }) => limit)).toEqual([1_000, 1_000, 1_000]);
  });

  it('keeps to the query and the size of a page that it is given', async () => {
    const { store, asked } = await storeOf(10);
    const query = { where: { open: true }, index: 'open', limit: 2, order: 'descending' } as const;
    expect(await idsOf(allDocuments(store, tickets, query))).toEqual([
      '000008',
      '000006',
      '000004',
      '000002',
      '000000',
    ]);
    expect(asked).toHaveLength(3);
  });

  it('reads no page that nobody asks for, and gives nothing where there is nothing', async () => {
    const { store, asked } = await storeOf(10);
    for await (const { id } of allDocuments(store, tickets, { limit: 3 })) if (id === '000001') break;
    expect(asked).toHaveLength(1);
    expect(await idsOf(allDocuments((await storeOf(0)).store, tickets))).toEqual([]);
  });
});
