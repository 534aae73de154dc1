import type { Clock, IdGenerator, Instant } from '@evidesk/kernel';

/** The instant at which things happen in tests unless they say otherwise: Monday 2026-11-16, 10:00 in Shanghai. */
export const NOW: Instant = '2026-11-16T02:00:00.000Z';

/** A clock that stands still until it is set. */
export class FixedClock implements Clock {
  constructor(private instant: Instant = NOW) {}

  now(): Instant {
    return this.instant;
  }

  set(instant: Instant): void {
    this.instant = instant;
  }
}

/** Ids that can be foretold: `id-1`, `id-2` … */
export class CountingIds implements IdGenerator {
  private last = 0;

  constructor(private readonly prefix = 'id') {}

  next(): string {
    this.last += 1;
    return `${this.prefix}-${this.last}`;
  }
}
