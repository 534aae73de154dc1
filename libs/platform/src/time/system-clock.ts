import type { Clock, Instant } from '@evidesk/kernel';

/** Dependency-injection token of the clock. */
export const CLOCK = Symbol('Clock');

/** The machine's clock, in UTC with milliseconds. */
export class SystemClock implements Clock {
  now(): Instant {
    return new Date().toISOString();
  }
}
