import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { blobStoreContract } from '../../contract.js';
import { gridFsBlobStore } from './gridfs-blob-store.js';

const url = process.env['MONGODB_URL'];

if (url !== undefined) {
  const database = `evidesk_${randomUUID().replaceAll('-', '')}`;
  blobStoreContract('GridFS', {
    open: () => gridFsBlobStore({ url, database }),
    dispose: async () => {
      const client = new MongoClient(url);
      await client.db(database).dropDatabase();
      await client.close();
    },
  });
} else if (process.env['REQUIRE_SERVERS'] === '1') {
  it('BlobStore on GridFS needs MONGODB_URL', () => {
    expect(url).toBeDefined();
  });
} else {
  // Jest names what it skips only when it runs one file.
  process.stderr.write('SKIPPED: BlobStore on GridFS, since MONGODB_URL is not set (scripts/ferretdb.mjs sets it)\n');
  it.skip('BlobStore on GridFS: skipped, MONGODB_URL is not set', () => undefined);
}
