import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { keyStoreContract } from '../../contract.js';
import { mongoKeyStore } from './mongo-key-store.js';

const url = process.env['MONGODB_URL'];

if (url !== undefined) {
  const database = `evidesk_${randomUUID().replaceAll('-', '')}`;
  keyStoreContract('MongoDB', {
    open: () => mongoKeyStore({ url, database }),
    outlives: true,
    dispose: async () => {
      const client = new MongoClient(url);
      await client.db(database).dropDatabase();
      await client.close();
    },
  });
} else if (process.env['REQUIRE_SERVERS'] === '1') {
  it('KeyStore on MongoDB needs MONGODB_URL', () => {
    expect(url).toBeDefined();
  });
} else {
  // Jest names what it skips only when it runs one file.
  process.stderr.write('SKIPPED: KeyStore on MongoDB, since MONGODB_URL is not set (scripts/ferretdb.mjs sets it)\n');
  it.skip('KeyStore on MongoDB: skipped, MONGODB_URL is not set', () => undefined);
}
