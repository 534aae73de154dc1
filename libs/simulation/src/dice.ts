import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Chance that can be repeated: the same seed throws the same. */
export class Dice {
  private readonly generator;

  /** @param path what the throws are for, so that what is decided for one thing does not shift what is for another */
  constructor(seed: number, ...path: readonly number[]) {
    // Odd multipliers keep neighbouring seeds and paths apart.
    const mixed = path.reduce(
      (hash, part) => Math.imul(hash ^ part, 0x9e3779b1) ^ (hash >>> 15),
      Math.imul(seed, 0x85ebca6b),
    );
    this.generator = xoroshiro128plus(mixed | 0);
  }

  /** A whole number, both bounds included. */
  int(from: number, to: number): number {
    return uniformInt(this.generator, from, to);
  }

  /** True in so many of a hundred cases. */
  percent(likelihood: number): boolean {
    return this.int(0, 9_999) < likelihood * 100;
  }

  /** One of several, each as likely. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.int(0, items.length - 1)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  /** One of several, each by its weight. */
  weighted<T>(items: readonly (readonly [weight: number, item: T])[]): T {
    let left = this.int(0, items.reduce((sum, [weight]) => sum + weight, 0) - 1);
    for (const [weight, item] of items) {
      if (left < weight) return item;
      left -= weight;
    }
    throw new Error('nothing to pick from');
  }
}
