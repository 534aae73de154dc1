import { contextOf, type ServerHooks } from '@evidesk/platform';
import type { OpenSpan, Tracing } from '@evidesk/telemetry';
import type { FastifyRequest } from 'fastify';

/**
 * A span for every request, below the caller's `traceparent`; what its handler does is part of it. Named by the route,
 * with the attributes that OpenTelemetry has for servers.
 */
export function traceRequests(tracing: Tracing): ServerHooks {
  return (server) => {
    const spans = new WeakMap<FastifyRequest, OpenSpan>();
    server.addHook('onRequest', (request, reply, done) => {
      const { method, headers } = request;
      const { traceparent: parent } = headers;
      const path = request.url.split('?', 1)[0] ?? '';
      const span = tracing.open(method, {
        kind: 'server',
        attributes: {
          'http.request.method': method,
          'url.path': path,
          'evidesk.correlation.id': contextOf(request).correlationId,
        },
        parent: typeof parent === 'string' ? parent : undefined,
      });
      spans.set(request, span);
      // Also of a request that was broken off, or whose answer is a stream.
      reply.raw.once('close', () => {
        const route = request.routeOptions.url;
        if (route !== undefined) {
          span.rename(`${method} ${route}`);
          span.set({ 'http.route': route });
        }
        const status = reply.raw.statusCode;
        span.set({ 'http.response.status_code': status });
        span.end(status >= 500 ? String(status) : undefined);
      });
      done();
    });
    server.addHook('preHandler', (request, _reply, done) => {
      const span = spans.get(request);
      if (span === undefined) done();
      else span.run(done);
    });
  };
}
