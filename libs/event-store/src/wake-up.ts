/** Lets subscribers sleep until something may have been appended. */
export class WakeUp {
  private readonly sleepers = new Set<() => void>();
  private wakes = 0;
  private lastWake = -Infinity;
  private timer: NodeJS.Timeout | undefined;

  /** Taken before a look at the store, so that what is appended between the look and the sleep is not slept through. */
  get mark(): number {
    return this.wakes;
  }

  get hasSleepers(): boolean {
    return this.sleepers.size > 0;
  }

  /** Resolves at the first `wake()` after the mark, or when the signal aborts. */
  sleep(mark: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const rise = (): void => {
        this.sleepers.delete(rise);
        signal.removeEventListener('abort', rise);
        resolve();
      };
      if (signal.aborted || mark !== this.wakes) return resolve();
      this.sleepers.add(rise);
      signal.addEventListener('abort', rise, { once: true });
    });
  }

  /**
   * Wakes at once when it was quiet, and at most so often otherwise: while one append follows another, those who wait
   * for them take in several at a time.
   */
  wakeAtMostEvery(intervalMs: number): void {
    const left = this.lastWake + intervalMs - performance.now();
    if (left <= 0) this.wake();
    else this.timer ??= setTimeout(() => this.wake(), left);
  }

  wake(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.lastWake = performance.now();
    this.wakes += 1;
    for (const rise of [...this.sleepers]) rise();
  }
}
