/** A queue with one receiver. */
export class Mailbox<T> {
  private readonly items: T[] = [];
  private waiting: ((item: T) => void) | undefined;

  post(item: T): void {
    const receiver = this.waiting;
    if (receiver === undefined) {
      this.items.push(item);
      return;
    }
    this.waiting = undefined;
    receiver(item);
  }

  /** Takes out all that is waiting. */
  drain(): T[] {
    return this.items.splice(0);
  }

  /** The next item, in the order of posting; waits for one. */
  receive(): Promise<T> {
    const item = this.items.shift();
    if (item !== undefined) return Promise.resolve(item);
    return new Promise((resolve) => (this.waiting = resolve));
  }
}
