import { type Actor, type CommandMetadata, deriveId } from '@evidesk/kernel';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../auth/principal.js';
import { toInstant } from '../time/instant.js';
import { digestOf } from './idempotency.js';
import { ProblemError } from './problem-error.js';
import { contextOf } from './request-context.js';

const PRINTABLE_1_TO_255 = /^[\x20-\x7E]{1,255}$/;
const ON_BEHALF_OF = /^[\x21-\x7E]{1,128}$/;
const ETAG = /^(?:W\/)?"(0|[1-9]\d{0,14})"$/;

/** The metadata of the command that a request asks for. @throws ProblemError, CommandReused as its Idempotency-Key was used before */
export function commandMetaOf(request: FastifyRequest, reply: FastifyReply): CommandMetadata {
  const { correlationId, clock, ids, idempotent } = contextOf(request);
  const principal = principalOf(request);
  const recordedAt = clock.now();
  const occurredAt = textIn(request.body, 'occurredAt');
  const key = idempotencyKeyIn(request);
  const metadata = {
    commandId: key === undefined ? ids.next() : commandIdOf(request, principal, key),
    correlationId,
    actor: actorOf(request, principal),
    // The pipe refuses a body whose instant is malformed: here it need not be said again.
    occurredAt: (occurredAt === undefined ? undefined : toInstant(occurredAt)) ?? recordedAt,
    recordedAt,
  };
  if (key === undefined) return metadata;
  const requestDigest = digestOf(request, key);
  idempotent.begin(metadata.commandId, requestDigest, reply);
  return Object.assign(metadata, { requestDigest });
}

/** The revision that If-Match names; `exists` for `*`; `undefined` without the header. */
export function expectedRevisionOf(request: FastifyRequest): number | 'exists' | undefined {
  const header = request.headers['if-match'];
  if (header === undefined) return undefined;
  if (header.trim() === '*') return 'exists';
  const revision = ETAG.exec(header.trim())?.[1];
  if (revision === undefined)
    throw new ProblemError('request.bad-if-match', 'If-Match must be one entity tag such as "12", or *');
  return Number(revision);
}

/** Whoever sent the request. @throws Error on a public route */
export function principalOf(request: FastifyRequest): Principal {
  const { principal } = contextOf(request);
  if (principal === undefined) throw new Error('a public route has no principal');
  return principal;
}

const requestOf = (context: ExecutionContext): FastifyRequest => context.switchToHttp().getRequest<FastifyRequest>();
const replyOf = (context: ExecutionContext): FastifyReply => context.switchToHttp().getResponse<FastifyReply>();

/** The factories behind the decorators: by them the API's description knows which headers a route reads. */
export const FROM_REQUEST = {
  commandMeta: (_data: unknown, context: ExecutionContext) => commandMetaOf(requestOf(context), replyOf(context)),
  expectedRevision: (_data: unknown, context: ExecutionContext) => expectedRevisionOf(requestOf(context)),
  principal: (_data: unknown, context: ExecutionContext) => principalOf(requestOf(context)),
};

/** `@CommandMeta() meta: CommandMetadata`: the metadata of the command that the request asks for. */
export const CommandMeta = createParamDecorator(FROM_REQUEST.commandMeta);

/** `@ExpectedRevision() expected: number | 'exists' | undefined`: what If-Match says. */
export const ExpectedRevision = createParamDecorator(FROM_REQUEST.expectedRevision);

/** `@CurrentPrincipal() principal: Principal`: whoever sent the request. */
export const CurrentPrincipal = createParamDecorator(FROM_REQUEST.principal);

/**
 * The same key from the same caller for the same path is the same command. The path is the whole one, with the ids in
 * it: a key that is used again on another incident is another command.
 */
function commandIdOf(request: FastifyRequest, principal: Principal, key: string): string {
  const path = request.url.split('?', 1)[0] ?? '';
  return deriveId('http', principal.id, `${request.method} ${path}`, key);
}

function idempotencyKeyIn(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !PRINTABLE_1_TO_255.test(key)) {
    throw new ProblemError(
      'request.bad-idempotency-key',
      'Idempotency-Key must have 1 to 255 printable ASCII characters',
    );
  }
  return key;
}

function actorOf(request: FastifyRequest, principal: Principal): Actor {
  const onBehalfOf = onBehalfOfIn(request) ?? principal.onBehalfOf;
  const { id, roles } = principal;
  return onBehalfOf === undefined ? { id, roles } : { id, roles, onBehalfOf };
}

function onBehalfOfIn(request: FastifyRequest): string | undefined {
  const header = request.headers['evidesk-on-behalf-of'];
  if (header === undefined) return undefined;
  if (typeof header !== 'string' || !ON_BEHALF_OF.test(header)) {
    throw new ProblemError('request.bad-header', 'Evidesk-On-Behalf-Of must have 1 to 128 printable ASCII characters');
  }
  return header;
}

function textIn(body: unknown, field: string): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const value = (body as { readonly [field: string]: unknown })[field];
  return typeof value === 'string' ? value : undefined;
}
