import type { Clock } from '@evidesk/kernel';
import { DeliveryFailed } from './channel.js';

/** After so many times in a row that a target could not be reached … */
const FAILURES = 3;
/** … it is left alone for so long. */
const PAUSE_MS = 30_000;

/** Spares those who wait behind a target that is away: what is meant for it fails at once for a while. */
export class CircuitBreaker {
  private failures = 0;
  private closedUntil = 0;

  constructor(
    private readonly target: string,
    private readonly clock: Clock,
  ) {}

  /** @throws DeliveryFailed of the work, or at once while the target is left alone */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (Date.parse(this.clock.now()) < this.closedUntil)
      throw new DeliveryFailed(`${this.target} could not be reached ${this.failures} times in a row: not tried`);
    try {
      const result = await work();
      this.failures = 0;
      return result;
    } catch (error) {
      if (error instanceof DeliveryFailed && error.options.unreachable === true) this.failed();
      else this.failures = 0;
      throw error;
    }
  }

  private failed(): void {
    this.failures += 1;
    if (this.failures >= FAILURES) this.closedUntil = Date.parse(this.clock.now()) + PAUSE_MS;
  }
}
