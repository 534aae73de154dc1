import type { Instant } from '@evidesk/kernel';
import { DateTime } from 'luxon';
import { LRUCache } from 'lru-cache';

/** No month begins inside a quarter of an hour: zone offsets are whole quarters. */
const remembered = new LRUCache<string, string>({ max: 10_000 });

/**
 * The month of an instant, `2026-10`, in an IANA zone.
 * Remembered by the quarter of an hour, since a catch-up asks for the same ones again and again.
 */
export function monthOf(instant: Instant, timeZone: string): string {
  const quarter = Math.floor(Number(instant.slice(14, 16)) / 15);
  const key = `${instant.slice(0, 14)}${quarter}${timeZone}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const month = DateTime.fromISO(instant, { zone: timeZone }).toFormat('yyyy-MM');
  remembered.set(key, month);
  return month;
}
