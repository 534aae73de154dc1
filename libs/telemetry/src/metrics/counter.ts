import { Family, type Sample } from './family.js';

/** A number that only grows. */
export class Counter {
  value = 0;

  add(count = 1): void {
    this.value += count;
  }
}

/** Counters by their labels. */
export class Counters extends Family<Counter> {
  readonly type = 'counter';

  protected make(): Counter {
    return new Counter();
  }

  protected samplesOf(labels: Readonly<Record<string, string>>, { value }: Counter): readonly Sample[] {
    return [{ value, labels }];
  }
}
