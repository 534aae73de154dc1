import type { Position } from '@evidesk/kernel';
import type { FastifyReply } from 'fastify';

/** What a command leads to: the thing's id, its revision now, and the position to wait for when reading it. */
export interface CommandAnswer {
  readonly id: string;
  readonly revision: number;
  readonly position: Position;
}

/** Header that says up to which position an answer goes, or from which a query must know. */
export const POSITION_HEADER = 'evidesk-position';

/**
 * Answers a command: `ETag` for the next If-Match, `Evidesk-Position` for the next Evidesk-After, and both in the body.
 * The reply must be injected with `@Res({ passthrough: true })`.
 */
export function answer<Answer extends CommandAnswer>(reply: FastifyReply, result: Answer): Answer {
  void reply.header('etag', etag(result.revision)).header(POSITION_HEADER, result.position);
  return result;
}

/** The entity tag of a revision. */
export function etag(revision: number): string {
  return `"${revision}"`;
}
