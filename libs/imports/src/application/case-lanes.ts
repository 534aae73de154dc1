type Task = () => Promise<void>;

/**
 * Runs tasks of different cases at the same time and those of one case in order, within bounds: whoever brings too many
 * waits until some are done. The first task that fails ends it all.
 */
export class CaseLanes {
  private readonly lanes = new Map<string, Task[]>();
  private readonly ready: string[] = [];
  private running = 0;
  private waiting = 0;
  private wake: (() => void) | undefined;
  private failure: { readonly error: unknown } | undefined;

  constructor(
    /** The most cases at work at the same time. */
    private readonly concurrency: number,
    /** The most tasks that wait or run. */
    private readonly capacity: number,
  ) {}

  /** Resolves once the task is taken, not done. @throws what an earlier task threw */
  async submit(key: string, task: Task): Promise<void> {
    while (this.waiting >= this.capacity && this.failure === undefined) await this.change();
    this.rethrow();
    this.waiting += 1;
    const lane = this.lanes.get(key);
    if (lane !== undefined) lane.push(task);
    else {
      this.lanes.set(key, [task]);
      this.ready.push(key);
      this.start();
    }
  }

  /** Resolves once all is done. @throws what a task threw */
  async drain(): Promise<void> {
    while (this.running > 0 || (this.waiting > 0 && this.failure === undefined)) await this.change();
    this.rethrow();
  }

  /** Resolves once nothing runs any more, however it went. */
  async settle(): Promise<void> {
    this.failure ??= { error: new Error('the import was given up') };
    while (this.running > 0) await this.change();
  }

  private start(): void {
    while (this.running < this.concurrency && this.failure === undefined) {
      const key = this.ready.shift();
      if (key === undefined) return;
      this.running += 1;
      void this.work(key);
    }
  }

  private async work(key: string): Promise<void> {
    const lane = this.lanes.get(key) ?? [];
    try {
      for (let task = lane.shift(); task !== undefined && this.failure === undefined; task = lane.shift()) {
        await task();
        this.waiting -= 1;
        this.wake?.();
      }
    } catch (error) {
      this.failure ??= { error };
    }
    this.lanes.delete(key);
    this.running -= 1;
    this.start();
    this.wake?.();
  }

  private change(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private rethrow(): void {
    if (this.failure !== undefined) throw this.failure.error;
  }
}
