/** A whole octave of seconds is told apart into so many parts. */
const PARTS = 16;
const BITS = 4;
const LONGEST_S = 2 ** 31 - 1;

/**
 * The bucket of a duration in ms. Buckets are whole seconds below 16 s, and from there a sixteenth of an octave wide, so
 * that a duration is known to ±3.2 % of itself whatever its size. Buckets of any sums can be added up.
 */
export function bucketOf(ms: number): number {
  const seconds = Math.min(Math.floor(ms / 1_000), LONGEST_S);
  if (seconds < PARTS) return seconds;
  const octave = 31 - Math.clz32(seconds) - BITS;
  return octave * PARTS + (seconds >>> octave);
}

/** The durations of a bucket in ms: from `low` on, below `high`. */
export function boundsOf(bucket: number): { readonly low: number; readonly high: number } {
  if (bucket < PARTS) return { low: bucket * 1_000, high: (bucket + 1) * 1_000 };
  const octave = Math.floor(bucket / PARTS) - 1;
  const low = (bucket - octave * PARTS) * 2 ** octave;
  return { low: low * 1_000, high: (low + 2 ** octave) * 1_000 };
}

/** The value that a share of all values does not exceed. Durations in ms. */
export interface Percentile {
  /** How many values there are. */
  readonly count: number;
  /** The middle of the bucket in which it lies; `null` when there are no values. */
  readonly value: number | null;
  /** The bucket: it lies from `low` on, below `high`. */
  readonly low: number | null;
  readonly high: number | null;
}

/** The nearest-rank percentile: `share` of 0.5 is the median. Counts come by bucket. */
export function percentileOf(counts: ReadonlyMap<number, number>, share: number): Percentile {
  const buckets = [...counts].sort(([a], [b]) => a - b);
  const count = buckets.reduce((sum, [, n]) => sum + n, 0);
  const rank = Math.ceil(count * share);
  let seen = 0;
  for (const [bucket, n] of buckets) {
    seen += n;
    if (seen < rank || seen === 0) continue;
    const { low, high } = boundsOf(bucket);
    return { count, value: Math.round((low + high) / 2), low, high };
  }
  return { count, value: null, low: null, high: null };
}
