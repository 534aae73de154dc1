/** How far two sequences are looked through for where they agree again. */
const WINDOW = 64;

/** A place where what is there and what was sealed differ: `actual` items there, `sealed` items before. */
export interface Difference {
  /** Where it begins among the items that are there. */
  readonly at: number;
  /** Where it begins among the sealed ones. */
  readonly sealedAt: number;
  readonly actual: number;
  readonly sealed: number;
}

/** How what is there lines up with what was sealed. */
export interface Alignment {
  readonly differences: readonly Difference[];
  /** How many of the items that are there belong to what was sealed, or stand among it. */
  readonly consumed: number;
}

/**
 * Lines up the tags of events that are there with those that were sealed.
 * @param actual tags in the order of the store: those of the seal's range, and some that follow
 * @param inRange how many of them stand in the seal's range by their position
 */
export function align(actual: readonly string[], inRange: number, sealed: readonly string[]): Alignment {
  const differences: Difference[] = [];
  let at = 0;
  let sealedAt = 0;
  while (sealedAt < sealed.length) {
    if (at < actual.length && actual[at] === sealed[sealedAt]) {
      at += 1;
      sealedAt += 1;
      continue;
    }
    const step = resync(actual, at, sealed, sealedAt) ?? {
      actual: Math.max(0, inRange - at),
      sealed: sealed.length - sealedAt,
    };
    differences.push({ at, sealedAt, ...step });
    at += step.actual;
    sealedAt += step.sealed;
  }
  return { differences, consumed: at };
}

/** The fewest items to pass over until both agree again; `undefined` when they do not within reach. */
function resync(
  actual: readonly string[],
  at: number,
  sealed: readonly string[],
  sealedAt: number,
): Pick<Difference, 'actual' | 'sealed'> | undefined {
  for (let sum = 1; sum <= 2 * WINDOW; sum += 1) {
    for (const skipped of byBalance(sum)) {
      const here = actual[at + skipped];
      const there = sealed[sealedAt + sum - skipped];
      if (here !== undefined && there !== undefined && here === there)
        return { actual: skipped, sealed: sum - skipped };
    }
  }
  return undefined;
}

/** The ways to pass over `sum` items on both sides together, the most even first: a change is likelier than a coincidence. */
function byBalance(sum: number): readonly number[] {
  const ways = Array.from({ length: sum + 1 }, (_, skipped) => skipped);
  return ways
    .filter((skipped) => skipped <= WINDOW && sum - skipped <= WINDOW)
    .sort((a, b) => Math.abs(2 * a - sum) - Math.abs(2 * b - sum));
}

/** Whether both have the same items, in whatever order. */
export function isPermutation(some: readonly string[], others: readonly string[]): boolean {
  if (some.length !== others.length) return false;
  const sorted = [...others].sort();
  return [...some].sort().every((item, index) => item === sorted[index]);
}
