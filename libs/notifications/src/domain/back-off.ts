import { deriveId, type Instant } from '@evidesk/kernel';

/** How often a notification is tried before it is given up. */
export const MAX_ATTEMPTS = 8;
/** The waits between them, in seconds: 30 s, 2 min, 10 min, 1 h, 4 h, 8 h, 12 h. A day and an hour in all. */
const WAITS = [30, 120, 600, 3_600, 14_400, 28_800, 43_200];
/** How far a wait may be off, so that what failed together is not tried together. */
const JITTER = 0.2;
/** The longest that another side may have itself left alone. */
const LONGEST_MS = 86_400_000;

/**
 * When to try again. The same command gives the same instant.
 * @param failures how often it has failed, from 1
 * @param seed what the jitter follows from
 */
export function retryAt(failures: number, failedAt: Instant, seed: string, notBefore?: Instant): Instant {
  const wait = WAITS[Math.min(failures, WAITS.length) - 1] ?? 0;
  const share = parseInt(deriveId('jitter', seed).slice(-8), 16) / 0xff_ff_ff_ff;
  const from = Date.parse(failedAt);
  const own = from + Math.round(wait * 1_000 * (1 + JITTER * (2 * share - 1)));
  const asked = notBefore === undefined ? own : Math.min(Date.parse(notBefore), from + LONGEST_MS);
  return new Date(Math.max(own, asked)).toISOString();
}
