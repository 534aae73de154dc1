import { StoreUnavailable } from '@evidesk/kernel';
import { MongoError } from 'mongodb';

/** When to try again, in milliseconds. */
export const RETRY_AFTER_MS = 1_000;

/** No driver's error, but what it means for us: a server that is away, stepping down, shutting down or too slow. */
const UNAVAILABLE_NAMES = new Set([
  'MongoServerSelectionError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoOperationTimeoutError',
  'MongoTopologyClosedError',
  'MongoNotConnectedError',
  'MongoClientClosedError',
  'MongoPoolClosedError',
  'MongoPoolClearedError',
  'MongoExpiredSessionError',
  'MongoWaitQueueTimeoutError',
]);
const UNAVAILABLE_CODES = new Set([
  6, 7, 50, 64, 89, 91, 112, 133, 189, 251, 262, 9001, 10058, 10107, 11600, 11602, 13435, 13436,
]);

/** What an error of the driver means to whoever uses a store. */
export function translate(error: unknown, store: string): unknown {
  if (!(error instanceof MongoError)) return error;
  const unavailable =
    UNAVAILABLE_NAMES.has(error.name) ||
    // A lost connection during a bulk write keeps its message only.
    (error.name === 'MongoBulkWriteError' && error.code === undefined) ||
    (typeof error.code === 'number' && UNAVAILABLE_CODES.has(error.code)) ||
    error.hasErrorLabel('TransientTransactionError') ||
    error.hasErrorLabel('RetryableWriteError');
  if (unavailable) return new StoreUnavailable(store, RETRY_AFTER_MS, { cause: error });
  return new Error(`${store}: ${error.message}`, { cause: error });
}
