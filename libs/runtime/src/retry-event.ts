import { StoreUnavailable, type RecordedEvent } from '@evidesk/kernel';
import { FencedOut } from '@evidesk/read-store';
import type { HandlerContext } from './event-handler.js';
import { Backoff, Interrupted, pause } from './patience.js';

const RETRIES = 3;

/** Whether a failure says something of the store or of the runner, and not of the event. */
export function isOutage(error: unknown): boolean {
  return error instanceof StoreUnavailable || error instanceof Interrupted || error instanceof FencedOut;
}

/**
 * Tries an event that has failed again, three times with a short back-off, and parks it when it fails to the last.
 * @throws Interrupted
 */
export async function retryEvent(
  event: RecordedEvent,
  failure: unknown,
  context: HandlerContext,
  attempt: () => Promise<void>,
): Promise<void> {
  const backoff = new Backoff(10, 1_000);
  let error = failure;
  for (let retry = 1; retry <= RETRIES; retry += 1) {
    context.onRetry(event, error, retry);
    await pause(backoff.next(), context.signal);
    if (context.signal.aborted) throw new Interrupted('interrupted while an event was retried', { cause: error });
    try {
      await context.patiently(attempt);
      return;
    } catch (again) {
      if (isOutage(again)) throw again;
      error = again;
    }
  }
  context.parking.park(event, error, RETRIES + 1);
}
