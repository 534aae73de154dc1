import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Hangs up, once the server closes, on connections that have not sent a byte: browsers and clients open them ahead of need.
 * Node does not count them among the idle, and would wait for each until its time for headers is up.
 */
export function hangUpOnSilent(server: FastifyInstance): void {
  const connections = new Set<Socket>();
  server.server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  server.addHook('preClose', (done) => {
    for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
    done();
  });
}
