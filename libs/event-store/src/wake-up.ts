/** Lets subscribers sleep until something may have been appended. */
export class WakeUp {
  private readonly sleepers = new Set<() => void>();
  private wakes = 0;

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

  wake(): void {
    this.wakes += 1;
    for (const rise of [...this.sleepers]) rise();
  }
}
