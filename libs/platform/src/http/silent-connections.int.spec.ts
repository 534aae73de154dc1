import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify from 'fastify';
import { hangUpOnSilent } from './silent-connections.js';

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

describe('a server that closes', () => {
  it('hangs up on who has not said a word, and lets who asked have his answer', async () => {
    const server = fastify({ forceCloseConnections: 'idle' });
    let entered: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (entered = resolve));
    server.get('/', async () => {
      entered();
      await sleep(200);
      return 'answered';
    });
    hangUpOnSilent(server);
    await server.listen({ port: 0, host: '127.0.0.1' });
    const { port } = server.server.address() as { port: number };
    const silent = await connected(port);
    const asking = await connected(port);
    let text = '';
    asking.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    asking.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    await asked;
    const ended = Promise.all([once(silent, 'close'), once(asking, 'close')]);
    const began = performance.now();
    await server.close();
    expect(performance.now() - began).toBeLessThan(3_000);
    await ended;
    expect(text).toContain('answered');
  }, 10_000);
});
