import type { FastifyInstance, FastifyRequest, preSerializationHookHandler, preValidationHookHandler } from 'fastify';
import type { SignedCursors } from './signed-cursors.js';
import { type Fields, fieldsIn, sparse } from './sparse.js';

type Query = Record<string, unknown>;

/**
 * What all reading routes have in common: `fields` leaves out of an answer what is not wanted, and `cursor` is only
 * taken as it was given. Routes that write have no part in it. To be called before routes are made.
 */
export function serveReads(server: FastifyInstance, cursors: SignedCursors): void {
  const wanted = new WeakMap<FastifyRequest, Fields>();
  server.addHook('onRoute', (route) => {
    if ((route.method !== 'GET' && route.method !== 'HEAD') || !route.url.startsWith('/v1/')) return;
    const take: preValidationHookHandler = (request, _reply, done) => {
      const query = request.query as Query;
      try {
        if (query['fields'] !== undefined) {
          wanted.set(request, fieldsIn(query['fields']));
          delete query['fields'];
        }
        if (query['cursor'] !== undefined) query['cursor'] = cursors.verify(query['cursor'], pathOf(request));
        done();
      } catch (error) {
        done(error as Error);
      }
    };
    const give: preSerializationHookHandler = (request, reply, payload, done) => {
      if (typeof payload !== 'object' || payload === null || reply.statusCode >= 400) return done(null, payload);
      const fields = wanted.get(request);
      const body = fields === undefined ? payload : sparse(payload, fields);
      const { items, next } = body as { readonly items?: unknown; readonly next?: unknown };
      if (!Array.isArray(items) || typeof next !== 'string') return done(null, body);
      done(null, { ...body, ...{ next: cursors.sign(next, pathOf(request)) } });
    };
    route.preValidation = [route.preValidation ?? [], take].flat();
    route.preSerialization = [route.preSerialization ?? [], give].flat();
  });
}

const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] ?? '';
