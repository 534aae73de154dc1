import {
  AccessDeniedError,
  CancelledError,
  DeadlineExceededError,
  InvalidArgumentError,
  MaxAppendSizeExceededError,
  StreamDeletedError,
  StreamNotFoundError,
  TimeoutError,
  UnavailableError,
  UnknownError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { StoreUnavailable } from '@evidesk/kernel';
import { ConcurrencyConflict, EventTooLarge, StreamNotFound } from '../../errors.js';
import { isWrongExpectedVersion, translateError } from './errors.js';

describe('translateError', () => {
  it.each([
    ['timeout', new TimeoutError()],
    ['deadline', new DeadlineExceededError()],
    ['unavailable', new UnavailableError()],
    ['cancelled', new CancelledError()],
    ['unknown', new UnknownError()],
    ['plain error', new Error('Failed to discover after 10 attempts.')],
    ['raw gRPC status UNAVAILABLE', Object.assign(new Error('14 UNAVAILABLE'), { code: 14 })],
  ])('says unavailable, to be tried again, for: %s', (_, error) => {
    const translated = translateError(error);
    expect(translated).toBeInstanceOf(StoreUnavailable);
    expect(translated).toMatchObject({ store: 'event-store', retryAfterMs: 1_000, cause: error });
  });

  it('says that there is no such stream, also when it was deleted', () => {
    expect(translateError(new StreamNotFoundError(undefined, 'incident-1'))).toEqual(new StreamNotFound('incident-1'));
    expect(translateError(new StreamDeletedError(undefined, 'incident-1'))).toEqual(new StreamNotFound('incident-1'));
  });

  it('says too large, with the server’s bound', () => {
    expect(translateError(new MaxAppendSizeExceededError(undefined, 1_048_576), 2_000_000)).toEqual(
      new EventTooLarge(2_000_000, 1_048_576),
    );
  });

  it.each([
    ['access denied', new AccessDeniedError(undefined, 'access denied')],
    ['invalid argument', new InvalidArgumentError('bad')],
    ['raw gRPC status PERMISSION_DENIED', Object.assign(new Error('7'), { code: 7 })],
  ])('does not ask to try again what can’t succeed: %s', (_, error) => {
    const translated = translateError(error);
    expect(translated).not.toBeInstanceOf(StoreUnavailable);
    expect(translated).toMatchObject({ message: `the event store refused: ${error.message}`, cause: error });
  });

  it('leaves the port’s own errors as they are', () => {
    const conflict = new ConcurrencyConflict('incident-1', 'absent', 0);
    expect(translateError(conflict)).toBe(conflict);
  });

  it('knows a wrong expected version by its type, for its name says only Error', () => {
    const error = new WrongExpectedVersionError(undefined, { streamName: 'incident-1', current: 3n, expected: 2n });
    expect(error.name).toBe('Error');
    expect(isWrongExpectedVersion(error)).toBe(true);
    expect(isWrongExpectedVersion(new TimeoutError())).toBe(false);
  });
});
