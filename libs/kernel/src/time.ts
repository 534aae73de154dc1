/** An instant in UTC, ISO 8601 with milliseconds and `Z`: `2026-11-21T08:30:00.000Z`. Two of them compare as strings. */
export type Instant = string;

/** Tells the time. The only way by which time enters the system. */
export interface Clock {
  now(): Instant;
}

/** Makes fresh ids. The only way by which randomness enters the system. */
export interface IdGenerator {
  /** A new unique id (UUID version 7, so that ids sort by time). */
  next(): string;
}
