import type { Clock, IdGenerator } from '@evidesk/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Principal } from '../auth/principal.js';
import { IdempotentRequests } from './idempotency.js';

/** What every request carries besides its own words. */
export interface RequestContext {
  readonly correlationId: string;
  /** When it came, by `performance.now()`. */
  readonly startedAt: number;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly idempotent: IdempotentRequests;
  /** Set by the guard; absent on public routes. */
  principal: Principal | undefined;
  /** What the answer discloses, where that is kept in the access log. */
  discloses: string | undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    evidesk: RequestContext | undefined;
  }
}

const CORRELATION_HEADER = 'x-correlation-id';
const CORRELATION = /^[A-Za-z0-9._:-]{1,128}$/;
const TRACE_PARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;
const NO_TRACE = '0'.repeat(32);

/** Gives every request its context before anything else sees it, and echoes the correlation id. */
export function provideRequestContext(server: FastifyInstance, clock: Clock, ids: IdGenerator): void {
  const idempotent = new IdempotentRequests();
  server.decorateRequest('evidesk', undefined);
  server.addHook('onRequest', (request, reply, done) => {
    const correlationId = correlationIn(request) ?? ids.next();
    const startedAt = performance.now();
    request.evidesk = { correlationId, startedAt, clock, ids, idempotent, principal: undefined, discloses: undefined };
    void reply.header(CORRELATION_HEADER, correlationId);
    done();
  });
}

/** The context of a request. @throws Error when the application was not made by `createHttpApp` */
export function contextOf(request: FastifyRequest): RequestContext {
  if (request.evidesk === undefined) throw new Error('the request has no context: use createHttpApp');
  return request.evidesk;
}

/** The correlation id of a request, also of one that was refused before it got a context. */
export function correlationOf(request: FastifyRequest): string {
  return request.evidesk?.correlationId ?? 'none';
}

/** One header's value, when it was sent exactly once. */
export function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** What the caller sent to tie requests together. Anything malformed is as good as nothing. */
function correlationIn(request: FastifyRequest): string | undefined {
  const own = headerOf(request, CORRELATION_HEADER) ?? headerOf(request, 'x-request-id');
  if (own !== undefined && CORRELATION.test(own)) return own;
  const parent = headerOf(request, 'traceparent');
  const trace = parent === undefined ? undefined : TRACE_PARENT.exec(parent)?.[1];
  return trace === NO_TRACE ? undefined : trace;
}
