import type { FastifyInstance } from 'fastify';
import { correlationOf } from '../http/request-context.js';
import type { Logger } from './logger.js';

/** A line for every request, at debug level. Where that is off, it costs nothing. */
export function logRequests(server: FastifyInstance, logger: Logger): void {
  if (!logger.isLevelEnabled('debug')) return;
  server.addHook('onResponse', (request, reply, done) => {
    logger.debug(
      {
        correlationId: correlationOf(request),
        method: request.method,
        path: request.url.split('?', 1)[0],
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        principal: request.evidesk?.principal?.id,
      },
      'request',
    );
    done();
  });
}
