/** How durations are spread, in ms. `null` where there are none. */
export interface Spread {
  readonly count: number;
  readonly mean: number | null;
  readonly median: number | null;
  /** Nine of ten took no longer. */
  readonly p90: number | null;
}

/** Describes durations by mean, median and ninth decile (nearest rank). */
export function spread(durations: readonly number[]): Spread {
  const sorted = [...durations].sort((a, b) => a - b);
  const count = sorted.length;
  if (count === 0) return { count, mean: null, median: null, p90: null };
  const sum = sorted.reduce((total, each) => total + each, 0);
  const middle = count >> 1;
  const [lower = 0, upper = 0] = [sorted[count % 2 === 1 ? middle : middle - 1], sorted[middle]];
  return {
    count,
    mean: Math.round(sum / count),
    median: Math.round((lower + upper) / 2),
    p90: sorted[Math.ceil(count * 0.9) - 1] ?? null,
  };
}
