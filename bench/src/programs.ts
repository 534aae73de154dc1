/** Tells the parent that this program is ready or done, and with what. */
export function report(answer: unknown): void {
  process.send?.(answer);
}

/** Calls back when the parent wants this program to stop. */
export function whenStopped(stop: () => Promise<void>): void {
  process.once('message', () => {
    void stop().then(() => process.exit(0));
  });
}
