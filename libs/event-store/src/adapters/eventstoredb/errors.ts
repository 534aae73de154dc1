import { ErrorType, MaxAppendSizeExceededError, StreamDeletedError, StreamNotFoundError } from '@eventstore/db-client';
import { StoreUnavailable } from '@evidesk/kernel';
import { ConcurrencyConflict, EventTooLarge, StreamNotFound } from '../../errors.js';

const RETRY_AFTER_MS = 1_000;
// A new leader is known at once: the driver reconnects to it by itself.
const RETRY_AFTER_NOT_LEADER_MS = 100;

// gRPC statuses that no waiting heals: INVALID_ARGUMENT, PERMISSION_DENIED, UNIMPLEMENTED, UNAUTHENTICATED.
const PERMANENT_STATUSES: ReadonlySet<unknown> = new Set([3, 7, 12, 16]);
const PERMANENT_TYPES: ReadonlySet<unknown> = new Set([
  ErrorType.ACCESS_DENIED,
  ErrorType.INVALID_ARGUMENT,
  ErrorType.INVALID_TRANSACTION,
  ErrorType.MISSING_REQUIRED_METADATA_PROPERTY,
  ErrorType.UNSUPPORTED,
  ErrorType.WRONG_EXPECTED_VERSION,
]);

/** The store can't be used now. */
export function unavailable(cause: unknown): StoreUnavailable {
  const retryAfterMs = typeOf(cause) === ErrorType.NOT_LEADER ? RETRY_AFTER_NOT_LEADER_MS : RETRY_AFTER_MS;
  return new StoreUnavailable('event-store', retryAfterMs, { cause });
}

/** Whether the stream had moved on. The driver's class has no name of its own: its `type` tells. */
export function isWrongExpectedVersion(error: unknown): boolean {
  return typeOf(error) === ErrorType.WRONG_EXPECTED_VERSION;
}

/** Whether the node that was asked does not lead the cluster. */
export function isNotLeader(error: unknown): boolean {
  return typeOf(error) === ErrorType.NOT_LEADER;
}

/**
 * The driver's error in the port's language. What is not known to be permanent is taken for transient: the driver also
 * fails with plain errors (a channel that was shut down, a cluster that was not found), and these pass.
 */
export function translateError(error: unknown, appendBytes = 0): unknown {
  if (error instanceof StreamNotFoundError) return new StreamNotFound(error.streamName);
  if (error instanceof StreamDeletedError) return new StreamNotFound(error.streamName);
  if (error instanceof MaxAppendSizeExceededError) return new EventTooLarge(appendBytes, error.maxAppendSize);
  if (isOurs(error) || error instanceof TypeError || error instanceof RangeError) return error;
  if (PERMANENT_TYPES.has(typeOf(error)) || PERMANENT_STATUSES.has((error as { code?: unknown }).code)) {
    return new Error(`the event store refused: ${(error as Error).message}`, { cause: error });
  }
  return unavailable(error);
}

function isOurs(error: unknown): boolean {
  return [StoreUnavailable, ConcurrencyConflict, EventTooLarge, StreamNotFound, NotOurEvent].some(
    (type) => error instanceof type,
  );
}

function typeOf(error: unknown): unknown {
  return (error as { type?: unknown } | null | undefined)?.type;
}

/** A stream holds an event that something else has written. */
export class NotOurEvent extends Error {
  override readonly name = 'NotOurEvent';
  constructor(stream: string, revision: number) {
    super(`event ${revision} of stream ${stream} was not written by this system: it has no link of the hash chain`);
  }
}
