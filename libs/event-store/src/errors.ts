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

/** Another process writes to the file. Readers are welcome; a second writer is not. */
export class StoreLocked extends Error {
  override readonly name = 'StoreLocked';
  constructor(
    readonly file: string,
    /** The process that holds the lock, when it is known. */
    readonly pid: number | undefined,
    since: string | undefined,
  ) {
    super(
      `the event store ${file} is already open for writing by process ${pid ?? '(unknown)'}` +
        `${since === undefined ? '' : ` since ${since}`}; stop that process first, or open the file for reading`,
    );
  }
}

/** What is in the store can't be trusted or understood. Trying again does not help: restore a backup. */
export class StoreDamaged extends Error {
  override readonly name = 'StoreDamaged';
  constructor(
    readonly file: string,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`the event store ${file} is damaged: ${reason}; keep the file and restore the latest backup`, options);
  }
}

/** An event is not what was written; the others can be read. */
export class EventDamaged extends StoreDamaged {}

/** A newer version of Evidesk made the file, and this one would misread it. Nothing was touched. */
export class StoreTooNew extends Error {
  override readonly name = 'StoreTooNew';
  constructor(
    readonly file: string,
    readonly format: number,
    readonly readsUpTo: number,
  ) {
    super(
      `the event store ${file} was made by a newer version of Evidesk (format ${format}; this one reads up to ${readsUpTo}): ` +
        'start that version, or restore a backup that this one made',
    );
  }
}
