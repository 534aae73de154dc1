import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { BadToken, type Principal } from '../auth/principal.js';
import { FEED_HEADERS, LiveFeeds } from './live-feeds.js';
import { FeedStream, frameOf } from './feed-stream.js';
import type { RequestContext } from './request-context.js';

const ANN: Principal = { id: 'ann', roles: ['l1'] };

describe('live feeds over a socket', () => {
  let server: FastifyInstance;
  let feeds: LiveFeeds;
  let streams: FeedStream[];
  let recheck: () => Principal;
  let port: number;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    streams = [];
    recheck = () => ANN;
    feeds = new LiveFeeds({ beatMs: 50, most: 3, mostOfOne: 2 });
    feeds.recheckWith(() => recheck());
    server = fastify({ forceCloseConnections: true });
    server.decorateRequest('evidesk', undefined);
    server.addHook('onRequest', (request, _reply, done) => {
      const { caller } = request.query as { caller?: string };
      request.evidesk = { principal: { ...ANN, id: caller ?? ANN.id } } as RequestContext;
      done();
    });
    server.get('/feed', async (request: FastifyRequest, reply: FastifyReply) => {
      const feed = feeds.open(request, reply, 'ReadQueues');
      const stream = new FeedStream((reason) => feed.end(reason));
      streams.push(stream);
      feed.onEnd((reason) => stream.finish(reason));
      feed.onBeat(() => stream.beat());
      return reply.headers(FEED_HEADERS).send(stream);
    });
    await server.listen({ port: 0, host: '127.0.0.1' });
    port = (server.server.address() as { port: number }).port;
  });
  afterEach(async () => {
    feeds.stop();
    for (const socket of sockets.splice(0)) socket.destroy();
    await server.close();
  });

  /** Sends a request, and keeps what comes unless he does not read. */
  const ask = async (reads: boolean, query = ''): Promise<{ readonly socket: Socket; text(): string }> => {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    let text = '';
    if (reads) socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(`GET /feed${query} HTTP/1.1\r\nhost: x\r\n\r\n`);
    return { socket, text: () => text };
  };
  const until = async (reached: () => boolean): Promise<void> => {
    for (let tries = 0; !reached() && tries < 1_000; tries += 1) await sleep(10);
    expect(reached()).toBe(true);
  };

  it('a reader who does not read is let go, holds little, and is hung up on', async () => {
    const slow = await ask(false);
    const quick = await ask(true);
    await until(() => streams.length === 2);
    const frame = frameOf('changed', { text: 'x'.repeat(10_000) }, '1');
    for (let count = 0; count < 3_000; count += 1) {
      for (const stream of streams) stream.offer(frame);
      if (count % 20 === 0) await sleep(1);
    }
    expect(feeds.ended.get('too-slow')).toBe(1);
    expect(streams[0]?.readableLength).toBeLessThan(64_000);
    await until(() => feeds.size === 1);
    await until(() => (quick.text().match(/event: changed/g) ?? []).length === 3_000);
    slow.socket.destroy();
  }, 30_000);

  it('give signs of life, and end when their token does; away is not ended', async () => {
    const { text, socket } = await ask(true);
    await until(() => text().includes(': still here'));
    recheck = () => {
      throw new Error('the provider is away');
    };
    await sleep(150);
    expect(feeds.size).toBe(1);
    recheck = () => {
      throw new BadToken('expired');
    };
    await once(socket, 'close');
    expect(text()).toContain('event: closed\ndata: {"reason":"not-permitted"}');
    await until(() => feeds.size === 0);
  });

  it('are bounded, for each caller and for all, and a place is given back', async () => {
    const first = await ask(true);
    await ask(true);
    await until(() => feeds.size === 2);
    const third = await ask(true);
    await until(() => third.text().includes('at most 2 feeds of one caller'));
    await ask(true, '?caller=bob');
    await until(() => feeds.size === 3);
    const fifth = await ask(true, '?caller=cleo');
    await until(() => fifth.text().includes('at most 3 feeds'));
    first.socket.destroy();
    await until(() => feeds.size === 2);
    await ask(true);
    await until(() => feeds.size === 3);
  });

  it('end with the server', async () => {
    const { text, socket } = await ask(true);
    await until(() => feeds.size === 1);
    feeds.stop();
    await once(socket, 'close');
    expect(text()).toContain('"reason":"shutting-down"');
  });
});
