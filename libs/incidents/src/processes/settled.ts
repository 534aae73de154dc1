import type { Instant, RecordedEvent } from '@evidesk/kernel';

/** History that was recorded later than this after it happened is still coming in. */
const LATE_MS = 3_600_000;
/** How long it may take to come in. */
const GRACE_MS = 3_600_000;

/**
 * When what follows from an event is to be acted upon at the earliest, so that history which is still coming in has its say
 * first; `undefined`: now. What the automation itself told late has no history behind it.
 */
export function settledAt({ metadata: { actor, occurredAt, recordedAt } }: RecordedEvent): Instant | undefined {
  const recorded = Date.parse(recordedAt);
  if (recorded - Date.parse(occurredAt) <= LATE_MS || actor.roles.includes('system')) return undefined;
  return new Date(recorded + GRACE_MS).toISOString();
}
