import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { MongoClient } from 'mongodb';
import { commitOf, put, queue, refusal, tickets } from '../../contract/fixtures.js';
import { openMongoReadStore } from './index.js';

const url = process.env['MONGODB_URL'];
const onServer = url === undefined ? describe.skip : describe;

/** A way to the server that can be cut. */
class Wire {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  port = 0;

  constructor(private readonly target: URL) {}

  async join(): Promise<void> {
    this.server = createServer((near) => {
      const far = connect(Number(this.target.port), this.target.hostname);
      for (const socket of [near, far]) {
        this.sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
      }
      near.pipe(far).pipe(near);
    }).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async cut(): Promise<void> {
    const closed = this.server && once(this.server, 'close');
    this.server?.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}

onServer(`a document server that goes away${url === undefined ? ': skipped, MONGODB_URL is not set' : ''}`, () => {
  it('makes every call StoreUnavailable in bounded time, and serves the same store when it is back', async () => {
    const wire = new Wire(new URL(url ?? ''));
    await wire.join();
    const database = `evidesk_${randomUUID().replaceAll('-', '')}`;
    const store = await openMongoReadStore({
      url: `mongodb://127.0.0.1:${wire.port}/?directConnection=true`,
      database,
    });
    await store.define([queue]);
    await store.commit(commitOf(1, [put({ id: 'a', n: 1 })]));

    await wire.cut();
    const start = performance.now();
    const calls = [
      store.ping(),
      store.get(tickets, 'a'),
      store.find(tickets, {}),
      store.commit(commitOf(2, [])),
      store.checkpoint('queue', 1),
      store.acquireLease('runner', 'one', 1000),
    ];
    expect(await Promise.all(calls.map(refusal))).toEqual(calls.map(() => 'StoreUnavailable'));
    expect(performance.now() - start).toBeLessThan(10_000);

    await wire.join();
    await store.commit(commitOf(2, [put({ id: 'a', n: 2 })]));
    expect(await store.get(tickets, 'a')).toEqual({ id: 'a', n: 2 });

    await store.close();
    await wire.cut();
    const client = new MongoClient(url ?? '');
    await client.db(database).dropDatabase();
    await client.close();
  });
});
