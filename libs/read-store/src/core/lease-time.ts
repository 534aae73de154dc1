/** A lease that has longer to run than this many times its length was given before the clock was set back. */
const CLOCK_WAS_SET_BACK = 2;

/** The latest end that a lease of this length can have, while clocks differ by no more than its length. */
export const latestEnd = (now: number, ttlMs: number): number => now + CLOCK_WAS_SET_BACK * ttlMs;

/**
 * Whether a lease that ends at an instant still runs. One whose end lies too far ahead does not: nobody should wait an
 * hour for a holder that died, since the clock went back by an hour. A holder that lives is fenced.
 */
export function isRunning(expires: number, now: number, ttlMs: number): boolean {
  return expires > now && expires <= latestEnd(now, ttlMs);
}
