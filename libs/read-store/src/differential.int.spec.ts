import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Query as Oracle } from 'mingo';
import { MongoClient } from 'mongodb';
import { openMemoryReadStore, openMongoReadStore, openSqliteReadStore, type Query, type ReadStore } from './index.js';
import { commitOf, pageThrough, put, queue, type Ticket, tickets } from './contract/fixtures.js';

const url = process.env['MONGODB_URL'];
const text = fc.constantFrom('', 'a', 'ab', 'b', '中', 'é');
const number = fc.constantFrom(-2, 0, 1, 1.5, 10, 9);

const ticket = (id: string): fc.Arbitrary<Ticket> =>
  fc.record(
    {
      id: fc.constant(id),
      status: text,
      priority: fc.option(number, { nil: null }),
      tags: fc.uniqueArray(text, { minLength: 1, maxLength: 3 }),
      group: fc.record({ name: text }),
      updatedAt: text,
    },
    { requiredKeys: ['id'] },
  );
const documents = fc
  .integer({ min: 0, max: 12 })
  .chain((n) => fc.tuple(...Array.from({ length: n }, (_, at) => ticket(`t${at}`))));

const onText = fc.oneof(
  text,
  fc.constant(null),
  fc.record({ in: fc.array(text, { maxLength: 3 }) }),
  fc.record({ gte: text }),
  fc.record({ gt: text, lte: text }),
);
const onNumber = fc.oneof(
  number,
  fc.record({ in: fc.array(number, { maxLength: 3 }) }),
  fc.record({ gt: number }),
  fc.record({ gte: number, lt: number }),
);
const where = fc.record(
  {
    status: onText,
    priority: onNumber,
    'group.name': onText,
    updatedAt: onText,
    tags: fc.oneof(text, fc.record({ in: fc.array(text, { maxLength: 2 }) }), fc.record({ lt: text })),
  },
  { requiredKeys: [] },
);
const query = fc.record(
  {
    where,
    index: fc.constantFrom('by_status', 'by_group'),
    order: fc.constantFrom('ascending' as const, 'descending' as const),
    limit: fc.integer({ min: 1, max: 5 }),
  },
  { requiredKeys: ['limit'] },
);

/** The same question in the language of the oracle. */
function oracle(all: readonly Ticket[], { where: conditions = {}, index, order }: Query): readonly string[] {
  const filter = Object.entries(conditions).map(([field, condition]) => {
    if (typeof condition !== 'object' || condition === null) return { [field]: { $eq: condition } };
    return { [field]: Object.fromEntries(Object.entries(condition).map(([name, value]) => [`$${name}`, value])) };
  });
  const fields = tickets.indexes.find(({ name }) => name === index)?.fields ?? [];
  const direction = order === 'descending' ? -1 : 1;
  const sort = Object.fromEntries([...fields, 'id'].map((field) => [field, direction]));
  const found = new Oracle(filter.length === 0 ? {} : { $and: filter }).find<Ticket>(
    all.map((document) => structuredClone(document)),
  );
  return found
    .sort(sort)
    .all()
    .map(({ id }) => id);
}

describe('every read store answers as an independent engine does', () => {
  const folder = mkdtempSync(join(tmpdir(), 'evidesk-read-store-'));
  const databases: string[] = [];
  const database = (): string => {
    const name = `evidesk_${randomUUID().replaceAll('-', '')}`;
    databases.push(name);
    return name;
  };
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    if (url === undefined) return;
    const client = new MongoClient(url);
    for (const name of databases) await client.db(name).dropDatabase();
    await client.close();
  });

  const stores: readonly (readonly [string, number, () => ReadStore | Promise<ReadStore>])[] = [
    ['memory', 200, () => openMemoryReadStore()],
    ['sqlite', 60, () => openSqliteReadStore({ file: join(folder, `${randomUUID()}.db`) })],
    ...(url === undefined ? [] : [['mongodb', 8, () => openMongoReadStore({ url, database: database() })] as const]),
  ];

  it.each(stores)('on %s (%d runs)', async (_, numRuns, open) => {
    await fc.assert(
      fc.asyncProperty(documents, fc.array(query, { minLength: 1, maxLength: 8 }), async (all, queries) => {
        const store = await open();
        try {
          await store.define([queue]);
          await store.commit(commitOf(1, all.map(put)));
          for (const asked of queries) {
            const expected = oracle(all, asked);
            expect(await pageThrough(store, asked as Query)).toEqual(expected);
            expect(await store.count(tickets, (asked as Query).where)).toBe(expected.length);
          }
        } finally {
          await store.close();
        }
      }),
      { numRuns },
    );
  });

  if (url === undefined && process.env['REQUIRE_SERVERS'] === '1')
    it('on mongodb needs MONGODB_URL', () => expect(url).toBeDefined());
  else if (url === undefined) it.skip('on mongodb: skipped, MONGODB_URL is not set', () => undefined);
});
