import type { Instant } from '@evidesk/kernel';
import type { CompiledProfile } from '@evidesk/profiles';
import { Duration } from 'luxon';

/**
 * When somebody noticed what he writes of: the mail's date, where that is neither to come nor further back than the
 * profile lets anybody report (C22); else now. Senders' clocks are wrong, and dates are easily forged.
 */
export function discoveredAt(date: Instant | undefined, now: Instant, { definition }: CompiledProfile): Instant {
  if (date === undefined || date > now) return now;
  const back = Date.parse(now) - Date.parse(date);
  return back <= Duration.fromISO(definition.backdating.limit).toMillis() ? date : now;
}
