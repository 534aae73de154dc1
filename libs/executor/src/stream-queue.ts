/** Lets tasks of one key run one after the other, and tasks of different keys at the same time. */
export class StreamQueue {
  private readonly tails = new Map<string, Promise<unknown>>();

  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.tails.get(key);
    const current = before === undefined ? task() : before.then(task, task);
    this.tails.set(key, current);
    const leave = (): void => {
      if (this.tails.get(key) === current) this.tails.delete(key);
    };
    void current.then(leave, leave);
    return current;
  }
}
