import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { Connection } from './connection.js';
import { Leases } from './leases.js';

const url = process.env['MONGODB_URL'];
const onServer = url === undefined ? describe.skip : describe;

onServer(`the documents of leases${url === undefined ? ': skipped, MONGODB_URL is not set' : ''}`, () => {
  const database = `evidesk_${randomUUID().replaceAll('-', '')}`;
  const clock = { ms: 1_000_000 };
  let connection: Connection;
  let leases: Leases;

  beforeAll(() => {
    connection = new Connection(url ?? '', database);
    leases = new Leases(connection, () => clock.ms);
  });

  afterAll(async () => {
    await connection.close();
    const client = new MongoClient(url ?? '');
    await client.db(database).dropDatabase();
    await client.close();
  });

  it('are one for a lease, however often it passes on, and none of another whose name begins alike', async () => {
    await leases.acquire('runner:queue_feed', 'one', 1000);
    await leases.acquire('runner:queue-2', 'one', 1000);
    for (const owner of ['one', 'two', 'three']) {
      await leases.acquire('runner:queue', owner, 1000);
      clock.ms += 1001;
    }
    const stored = await connection.leases.find({}, { sort: { _id: 1 } }).toArray();
    expect(stored.map(({ _id, owner }) => [_id, owner])).toEqual([
      ['runner:queue#3', 'three'],
      ['runner:queue-2#1', 'one'],
      ['runner:queue_feed#1', 'one'],
    ]);
  });

  it('go on from the one document for all fences that there was before', async () => {
    await connection.leases.insertOne({ _id: 'runner:old', owner: 'one', fence: 7, expires: clock.ms + 1000 });
    expect(await leases.acquire('runner:old', 'two', 1000)).toBeUndefined();
    expect(await leases.acquire('runner:old', 'one', 1000)).toEqual({ name: 'runner:old', owner: 'one', fence: 7 });
    clock.ms += 1001;
    expect(await leases.acquire('runner:old', 'two', 1000)).toEqual({ name: 'runner:old', owner: 'two', fence: 8 });
    expect(await leases.acquire('runner:old', 'one', 1000)).toBeUndefined();
  });
});
