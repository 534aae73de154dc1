import { hash } from 'node:crypto';
import { canonicalJson } from '@evidesk/event-store';
import { type CommandMetadata, CommandReused } from '@evidesk/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { ProblemError } from './problem-error.js';

const MOST_REMEMBERED = 10_000;
const RETRY_SECONDS = '1';
/** Of 256 bits, so many characters of base64url: 132 bits. */
const DIGEST_LENGTH = 22;

/**
 * Which requests with an Idempotency-Key this process is carrying out, and what those asked for that it has carried out.
 * What lasts is in the events; this sees those that wrote none, and those that are not done yet.
 */
export class IdempotentRequests {
  private readonly inFlight = new Set<string>();
  private readonly done = new LRUCache<string, string>({ max: MOST_REMEMBERED });

  /**
   * Called before a command is carried out. Its end is seen by the answer: what was refused is forgotten.
   * @throws ProblemError `request.in-flight` while the first one is not answered
   * @throws CommandReused when it asked for something else
   */
  begin(commandId: string, digest: string, reply: FastifyReply): void {
    if (this.inFlight.has(commandId)) {
      throw new ProblemError('request.in-flight', 'a request with this Idempotency-Key is being carried out', {
        headers: { 'retry-after': RETRY_SECONDS },
      });
    }
    const before = this.done.get(commandId);
    if (before !== undefined && before !== digest) throw new CommandReused(commandId);
    this.inFlight.add(commandId);
    const { raw } = reply;
    // Just before the answer goes out, so that whoever has it can send the next one.
    raw.once('prefinish', () => {
      this.inFlight.delete(commandId);
      if (raw.statusCode < 400) this.done.set(commandId, digest);
    });
    raw.once('close', () => this.inFlight.delete(commandId));
  }
}

/**
 * What a request asks for, in a few characters. Its key goes in, which only its sender knows: nobody who reads events can
 * try out what a body was.
 */
export function digestOf(request: FastifyRequest, key: string): string {
  const at = request.url.indexOf('?');
  const query = at < 0 ? '' : request.url.slice(at);
  const { body } = request;
  const isJson = typeof body === 'object' && body !== null && !('pipe' in body);
  const content = isJson ? canonicalJson(body) : typeof body === 'string' ? body : '';
  return digestWith(key, query, content);
}

/** The metadata of a command whose content came as bytes, known by their digest only once they are read. */
export function withContent(metadata: CommandMetadata, content: string): CommandMetadata {
  const { requestDigest } = metadata;
  if (requestDigest === undefined) return metadata;
  return { ...metadata, ...{ requestDigest: digestWith(requestDigest, content) } };
}

function digestWith(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'base64url').slice(0, DIGEST_LENGTH);
}
