/** A lease that has longer to run than this many times its length was given before the clock was set back. */
const CLOCK_WAS_SET_BACK = 2;

/**
 * Whether a lease that ends at an instant still runs. One whose end lies too far ahead does not: nobody should wait an
 * hour for a holder that died, since the clock went back by an hour. A holder that lives is fenced.
 */
export function isRunning(expires: number, now: number, ttlMs: number): boolean {
  return expires > now && expires <= now + CLOCK_WAS_SET_BACK * ttlMs;
}
