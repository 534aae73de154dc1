import type { Clock, IdGenerator, Instant } from '@evidesk/kernel';
import { deriveId } from '@evidesk/kernel';

/** A clock that whoever simulates moves on. */
export class VirtualClock implements Clock {
  constructor(private instant: Instant) {}

  now(): Instant {
    return this.instant;
  }

  /** It is later now. What is not later changes nothing: time never goes back. */
  advanceTo(instant: Instant): void {
    if (instant > this.instant) this.instant = instant;
  }
}

/** Ids that follow from a seed and a count: the same simulation makes the same. */
export class CountedIds implements IdGenerator {
  private made = 0;

  constructor(private readonly seed: string) {}

  next(): string {
    this.made += 1;
    return deriveId('simulated', this.seed, this.made);
  }
}
