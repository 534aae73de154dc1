import type { ExpectedRevision } from './port.js';

/** The stream is not as the writer expected. `actual` is its last revision, -1 when it does not exist. */
export class ConcurrencyConflict extends Error {
  override readonly name = 'ConcurrencyConflict';
  constructor(
    readonly stream: string,
    readonly expected: ExpectedRevision,
    readonly actual: number,
  ) {
    super(`stream ${stream} was expected at ${expected} and is at ${actual}`);
  }
}

/** There is no such stream. */
export class StreamNotFound extends Error {
  override readonly name = 'StreamNotFound';
  constructor(readonly stream: string) {
    super(`no stream ${stream}`);
  }
}

/** An event is over the store's bound. */
export class EventTooLarge extends Error {
  override readonly name = 'EventTooLarge';
  constructor(
    readonly bytes: number,
    readonly limit: number,
  ) {
    super(`an event of ${bytes} bytes is over the limit of ${limit}`);
  }
}
