import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { readStoreContract } from '../../contract.js';
import type { ReadStore } from '../../port.js';
import { openMongoReadStore } from './index.js';

const url = process.env['MONGODB_URL'];

if (url !== undefined) {
  readStoreContract('mongodb', async () => {
    const database = `evidesk_${randomUUID().replaceAll('-', '')}`;
    const opened: ReadStore[] = [];
    return {
      open: async (options) => {
        const store = openMongoReadStore({ ...options, url, database });
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
} else if (process.env['REQUIRE_SERVERS'] === '1') {
  it('ReadStore on mongodb needs MONGODB_URL', () => {
    expect(url).toBeDefined();
  });
} else {
  // Jest names what it skips only when it runs one file.
  process.stderr.write('SKIPPED: ReadStore on mongodb, since MONGODB_URL is not set (scripts/ferretdb.mjs sets it)\n');
  it.skip('ReadStore on mongodb: skipped, MONGODB_URL is not set', () => undefined);
}
