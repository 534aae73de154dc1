import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailable } from '@evidesk/kernel';

const LONGEST_WAIT_MS = 30_000;

/**
 * Does a step again for as long as a store is away: the waits double up to half a minute.
 * @param patienceMs how long in all, after which the import fails as a whole (and can be resumed)
 */
export async function withPatience<T>(
  step: () => Promise<T>,
  patienceMs: number,
  signal: AbortSignal | undefined,
): Promise<T> {
  let waited = 0;
  for (let attempt = 0; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || waited >= patienceMs) throw error;
      const wait = Math.min(error.retryAfterMs * 2 ** attempt, LONGEST_WAIT_MS);
      waited += wait;
      await sleep(wait, undefined, { signal });
    }
  }
}
