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
  if (Number(request.headers['content-length'] ?? 0) > limit * PATIENCE) throw tooLarge(limit, true);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    body.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else chunks.length = 0;
      if (size > limit * PATIENCE) reject(tooLarge(limit, true));
    });
    body.once('end', () => (size > limit ? reject(tooLarge(limit, false)) : resolve(Buffer.concat(chunks))));
    body.once('error', () => reject(new ProblemError('request.malformed', 'the body broke off')));
    body.once('aborted', () => reject(new ProblemError('request.malformed', 'the body broke off')));
  });
}

/** What is a little too large is read to its end and forgotten, so that its sender hears why; more is cut off. */
const PATIENCE = 4;

const tooLarge = (limit: number, cutsOff: boolean) =>
  new ProblemError('request.too-large', `at most ${limit} bytes are taken`, {
    headers: cutsOff ? { connection: 'close' } : {},
  });
