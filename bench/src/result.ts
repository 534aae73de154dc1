/** One line of the table. */
export interface Result {
  readonly name: string;
  readonly value: number;
  /** What the value is held against, measured in the same run; absent for what is only information. */
  readonly baseline?: number;
  readonly unit: string;
  /** The median over the rounds of value ÷ baseline; the rounds of both alternate. */
  readonly ratio?: number;
  /** What the ratio (or the value) must be. */
  readonly goal?: string;
  readonly ok?: boolean;
  /** What else was seen. */
  readonly note?: string;
}

/** How large a run is. */
export interface Scale {
  readonly rounds: number;
  /** Incidents in the large history. */
  readonly incidents: number;
  /** Seconds of load in a round over HTTP. */
  readonly seconds: number;
}

export const FULL: Scale = { rounds: 5, incidents: 200_000, seconds: 6 };
export const QUICK: Scale = { rounds: 3, incidents: 20_000, seconds: 2 };

/** What a benchmark is given. */
export interface Bench {
  readonly scale: Scale;
  /** A folder of its own, empty, removed afterwards. */
  readonly folder: string;
  /** The folder of the large history, for those that asked for it. */
  readonly history: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** Both sides of a comparison. */
export interface Comparison {
  readonly value: number;
  readonly baseline: number;
  readonly ratio: number;
}

/** Measures both sides in turn, after a round of each to warm up, and takes the medians. */
export async function alternate(
  rounds: number,
  baseline: (round: number) => Promise<number>,
  ours: (round: number) => Promise<number>,
): Promise<Comparison> {
  const pairs: { readonly baseline: number; readonly ours: number }[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    // Whoever goes second meets a warmer machine: take turns.
    const first = round % 2 === 0 ? await baseline(round) : await ours(round);
    const second = round % 2 === 0 ? await ours(round) : await baseline(round);
    if (round > 0) pairs.push(round % 2 === 0 ? { baseline: first, ours: second } : { baseline: second, ours: first });
  }
  return {
    value: median(pairs.map((pair) => pair.ours)),
    baseline: median(pairs.map((pair) => pair.baseline)),
    ratio: median(pairs.map((pair) => pair.ours / pair.baseline)),
  };
}

/** The result of a comparison in which more is better. */
export function atLeast(name: string, comparison: Comparison, goal: number, unit: string, note?: string): Result {
  const { ratio } = comparison;
  return { name, ...comparison, unit, goal: `≥ ${goal}`, ok: ratio >= goal, ...(note !== undefined && { note }) };
}
