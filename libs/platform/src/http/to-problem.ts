import { ConcurrencyConflict, EventTooLarge, StoreDamaged, StreamNotFound } from '@evidesk/event-store';
import {
  CommandReused,
  DomainError,
  type FieldError,
  type JsonObject,
  type RefusalKind,
  StoreUnavailable,
} from '@evidesk/kernel';
import { BadQuery } from '@evidesk/read-store';
import { HttpException } from '@nestjs/common';
import { ProblemError } from './problem-error.js';
import { problemKind } from './problems.js';

/** An error as the caller gets to see it. */
export interface Problem {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly details: JsonObject;
  readonly errors: readonly FieldError[];
  readonly headers: { readonly [name: string]: string };
}

const STATUS: { readonly [kind in RefusalKind]: number } = {
  invalid: 400,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
};

const TITLE: { readonly [kind in RefusalKind]: string } = {
  invalid: 'The request is not acceptable',
  forbidden: 'This is not permitted',
  'not-found': 'There is no such thing',
  conflict: 'The present state does not allow this',
};

/** What Fastify calls its refusals; Nest keeps them as the cause of its own. */
const FASTIFY_CODES: { readonly [code: string]: string | undefined } = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'request.too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'request.media-type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'request.malformed-json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'request.malformed-json',
  FST_ERR_CTP_EMPTY_TYPE: 'request.media-type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'request.malformed',
  FST_ERR_BAD_URL: 'request.malformed',
};

const STATUS_CODES: { readonly [status: number]: string | undefined } = {
  400: 'request.malformed',
  401: 'auth.bad-token',
  404: 'route.unknown',
  405: 'route.unknown',
  408: 'request.timeout',
  413: 'request.too-large',
  414: 'request.malformed',
  415: 'request.media-type',
};

/** A person has to see to it first. */
const DAMAGED_RETRY_AFTER = '60';

/** Maps any error to a problem. What is not known is `internal`, and says nothing of what lies within. */
export function toProblem(error: unknown, request: { readonly conditional: boolean }): Problem {
  if (error instanceof DomainError) {
    return problem(error.code, error.message, {
      status: STATUS[error.kind],
      title: problemKind(error.code)?.title ?? TITLE[error.kind],
      details: error.details,
      errors: error.fieldErrors,
    });
  }
  if (error instanceof ProblemError) return problem(error.code, error.message, error.options);
  if (error instanceof ConcurrencyConflict) {
    const code = request.conditional ? 'request.stale' : 'store.conflict';
    return problem(code, 'the thing has changed meanwhile', { details: { revision: error.actual } });
  }
  if (error instanceof StoreUnavailable) {
    return problem('store.unavailable', `the ${error.store} can not be reached now`, {
      details: { store: error.store },
      headers: { 'retry-after': retryAfter(error.retryAfterMs) },
    });
  }
  if (error instanceof StoreDamaged) {
    return problem('store.damaged', 'the event store is damaged at what was asked for', {
      details: { store: 'event-store' },
      headers: { 'retry-after': DAMAGED_RETRY_AFTER },
    });
  }
  if (error instanceof CommandReused) return problem('request.idempotency-mismatch', error.message);
  if (error instanceof EventTooLarge) return problem('request.too-large', error.message);
  if (error instanceof BadQuery) return problem('query.invalid', error.message);
  if (error instanceof StreamNotFound) return problem('store.not-found', 'nothing is recorded under this id');
  return fromFramework(error) ?? problem('internal', 'the error was logged under the trace id');
}

/** Whole seconds, at least one, as the header wants them. */
export function retryAfter(ms: number): string {
  return String(Math.max(1, Math.ceil(ms / 1000)));
}

function fromFramework(error: unknown): Problem | undefined {
  const status = error instanceof HttpException ? error.getStatus() : statusOf(error);
  if (status === undefined || status < 400 || status >= 500) return undefined;
  const cause = error instanceof HttpException ? error.cause : error;
  const fastify =
    typeof cause === 'object' && cause !== null && 'code' in cause ? FASTIFY_CODES[String(cause.code)] : undefined;
  const code = fastify ?? STATUS_CODES[status] ?? 'request.refused';
  return problem(code, error instanceof Error ? error.message : 'the request was refused', { status });
}

/** The status of an error of Fastify's that Nest left as it was. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

function problem(code: string, detail: string, rest: Partial<Problem> = {}): Problem {
  const known = problemKind(code);
  return {
    code,
    status: rest.status ?? known?.status ?? 500,
    title: rest.title ?? known?.title ?? code,
    detail,
    details: rest.details ?? {},
    errors: rest.errors ?? [],
    headers: rest.headers ?? {},
  };
}
