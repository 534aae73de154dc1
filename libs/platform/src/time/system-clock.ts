import type { Clock, Instant } from '@evidesk/kernel';

/** Dependency-injection token of the clock. */
export const CLOCK = Symbol('Clock');

/** The machine's clock, in UTC with milliseconds. */
export class SystemClock implements Clock {
  private at = Number.NaN;
  private text: Instant = '';

  now(): Instant {
    // Asked several times a command, and many commands share a millisecond: writing the text costs more than the look.
    const at = Date.now();
    if (at !== this.at) {
      this.at = at;
      this.text = new Date(at).toISOString();
    }
    return this.text;
  }
}
