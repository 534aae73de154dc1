import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { readStoreContract } from '../../contract.js';
import { queue } from '../../contract/fixtures.js';
import type { ReadStore } from '../../port.js';
import { openMongoReadStore } from './index.js';

const url = process.env['MONGODB_URL'];

if (url !== undefined) {
  readStoreContract('mongodb', async () => {
    const database = `evidesk_${randomUUID().replaceAll('-', '')}`;
    const opened: ReadStore[] = [];
    return {
      open: async (options) => {
        const store = await openMongoReadStore({ ...options, url, database });
        opened.push(store);
        return store;
      },
      dispose: async () => {
        await Promise.all(opened.map((store) => store.close()));
        const client = new MongoClient(url);
        await client.db(database).dropDatabase();
        await client.close();
      },
    };
  });

  it('has dropped every generation that is not in use once it is purged', async () => {
    const database = `evidesk_${randomUUID().replaceAll('-', '')}`;
    const store = await openMongoReadStore({ url, database });
    const client = new MongoClient(url);
    const tables = async () => {
      const found = await client.db(database).listCollections({}, { nameOnly: true }).toArray();
      return found.map(({ name }) => name).filter((name) => name.startsWith(queue.collections[0]?.name ?? ''));
    };
    try {
      await store.define([queue]);
      const before = await tables();
      await store.activate(queue.name, await store.beginGeneration(queue.name));
      expect((await tables()).length).toBe(2 * before.length);
      await store.purge();
      const after = await tables();
      expect(after.length).toBe(before.length);
      expect(after.filter((name) => before.includes(name))).toEqual([]);
    } finally {
      await store.close();
      await client.db(database).dropDatabase();
      await client.close();
    }
  });
} else if (process.env['REQUIRE_SERVERS'] === '1') {
  it('ReadStore on mongodb needs MONGODB_URL', () => {
    expect(url).toBeDefined();
  });
} else {
  // Jest names what it skips only when it runs one file.
  process.stderr.write('SKIPPED: ReadStore on mongodb, since MONGODB_URL is not set (scripts/ferretdb.mjs sets it)\n');
  it.skip('ReadStore on mongodb: skipped, MONGODB_URL is not set', () => undefined);
}
