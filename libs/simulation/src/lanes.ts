/** Runs tasks beside each other, up to so many; those that share a lane one after the other, in the order of entering. */
export class Lanes {
  private readonly tails = new Map<string, Promise<void>>();
  private readonly running = new Set<Promise<void>>();
  private failure: { readonly reason: unknown } | undefined;

  constructor(private readonly width: number) {}

  /** Answers when the task is under way or waits for its lanes only. @throws whatever an earlier task threw */
  async enter(lanes: readonly string[], task: () => Promise<void>): Promise<void> {
    while (this.running.size >= this.width) await Promise.race(this.running);
    if (this.failure !== undefined) throw this.failure.reason;
    const before = lanes.flatMap((lane) => this.tails.get(lane) ?? []);
    const current = this.run(before, task);
    for (const lane of lanes) this.tails.set(lane, current);
    this.running.add(current);
    void current.then(() => {
      this.running.delete(current);
      for (const lane of lanes) if (this.tails.get(lane) === current) this.tails.delete(lane);
    });
  }

  /** Answers when all is done. @throws whatever a task threw */
  async empty(): Promise<void> {
    await Promise.all(this.running);
    if (this.failure !== undefined) throw this.failure.reason;
  }

  private async run(before: readonly Promise<void>[], task: () => Promise<void>): Promise<void> {
    await Promise.all(before);
    if (this.failure !== undefined) return;
    try {
      await task();
    } catch (reason) {
      this.failure ??= { reason };
    }
  }
}
