import { type CanActivate, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from './problem-error.js';
import { routeMetadata } from './route-metadata.js';

/** Metadata key of `@Consumes()`. */
export const CONSUMES = 'evidesk:consumes';

/** The route takes bodies of these media types, as text, beside JSON. */
export const Consumes = (...mediaTypes: readonly string[]): MethodDecorator => SetMetadata(CONSUMES, mediaTypes);

/** JSON everywhere; other media types as text, for those routes that take them. */
export function registerParsers(server: FastifyInstance, mediaTypes: readonly string[]): void {
  server.removeAllContentTypeParsers();
  const parse = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // A command without fields needs no body, whatever its media type says.
    if (body === '') return done(null, undefined);
    return parse(request, body as string, (error, value) => {
      done(error === null ? null : new ProblemError('request.malformed-json', error.message), value);
    });
  });
  for (const mediaType of new Set(mediaTypes)) {
    server.addContentTypeParser(mediaType, { parseAs: 'string' }, (_request, body, done) => done(null, body));
  }
}

/** Keeps the other media types to the routes that take them. */
export class MediaTypeGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const type = context.switchToHttp().getRequest<FastifyRequest>().headers['content-type'];
    if (type === undefined || type.startsWith('application/json')) return true;
    const mediaType = (type.split(';', 1)[0] ?? '').trim().toLowerCase();
    const taken = routeMetadata<readonly string[]>(CONSUMES, context) ?? [];
    if (mediaType === 'application/json' || taken.includes(mediaType)) return true;
    throw new ProblemError('request.media-type', `${mediaType} is not accepted here`);
  }
}
