import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from './problem-error.js';

/**
 * Leaves bodies of these media types unread, so that a route takes their bytes itself, once it is known who sends them.
 * To be called when a module starts; the routes say `@Consumes` too.
 */
export function leaveUnread(server: FastifyInstance, mediaTypes: readonly string[]): void {
  for (const mediaType of mediaTypes) {
    if (server.hasContentTypeParser(mediaType)) server.removeContentTypeParser(mediaType);
    server.addContentTypeParser(mediaType, (_request, payload, done) => done(null, payload));
  }
}

/**
 * The bytes of a body that was left unread.
 * @param limit how many there may be
 * @throws ProblemError `request.too-large` beyond the limit, `request.media-type` when the body came as something else,
 * `request.malformed` when it broke off
 */
export async function rawBodyOf(request: FastifyRequest, limit: number, mediaType: string): Promise<Buffer> {
  const body = request.body as Readable | undefined;
  if (typeof body?.pipe !== 'function') throw new ProblemError('request.media-type', `send it as ${mediaType}`);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    body.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      // The rest is taken off the wire by the server once this is answered: it is not kept.
      else reject(tooLarge(limit));
    });
    body.once('end', () => resolve(Buffer.concat(chunks)));
    body.once('error', () => reject(new ProblemError('request.malformed', 'the body broke off')));
    body.once('aborted', () => reject(new ProblemError('request.malformed', 'the body broke off')));
  });
}

const tooLarge = (limit: number) => new ProblemError('request.too-large', `at most ${limit} bytes are taken`);
