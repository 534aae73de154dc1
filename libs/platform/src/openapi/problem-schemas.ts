import type { JsonObject } from '@evidesk/kernel';

const FIELD_ERROR: JsonObject = {
  type: 'object',
  required: ['pointer', 'code', 'detail'],
  properties: {
    pointer: { type: 'string', description: 'JSON Pointer (RFC 6901) to the field' },
    code: { type: 'string' },
    detail: { type: 'string' },
  },
};

/** An error, as RFC 9457 has it. */
export const PROBLEM_SCHEMA: JsonObject = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'traceId'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string', description: 'Stable: branch on this' },
    traceId: { type: 'string', description: 'The correlation id of the request' },
    errors: { type: 'array', items: FIELD_ERROR },
  },
};

/** What a command leads to. */
export const COMMAND_ANSWER_SCHEMA: JsonObject = {
  type: 'object',
  required: ['id', 'revision', 'position'],
  properties: {
    id: { type: 'string' },
    revision: { type: 'integer', description: 'For the next If-Match; also in ETag' },
    position: { type: 'string', description: 'For the next Evidesk-After; also in Evidesk-Position' },
  },
};

const problem = (description: string): JsonObject => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

/** The problems that routes share, by name. */
export const PROBLEM_RESPONSES: { readonly [name: string]: JsonObject } = {
  BadRequest: problem('The request is not acceptable; `errors` names every field'),
  Unauthorized: problem('No token, or one that is not accepted'),
  Forbidden: problem('None of the caller’s roles holds the permission'),
  NotFound: problem('There is no such thing'),
  Conflict: problem('The present state does not allow this, or someone else was faster'),
  Stale: problem('The revision in If-Match is not the present one'),
  KeyReused: problem('The Idempotency-Key was used before, with another body'),
  TooLarge: problem('The body is over the limit'),
  MediaType: problem('The media type is not accepted'),
  TooMany: problem('More requests than the limit allows; see Retry-After'),
  Unavailable: problem('A store is unavailable or the view is behind; see Retry-After'),
  Failure: problem('Something went wrong here'),
};
