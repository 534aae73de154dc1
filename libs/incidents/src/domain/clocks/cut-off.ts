import type { Instant } from '@evidesk/kernel';
import type { CompiledProfile } from '@evidesk/profiles';
import { DateTime } from 'luxon';
import type { ClockSetting } from '../../contract/clock-events.js';

/**
 * The end of the time for today's work, or for tomorrow's when today's has passed (S1-65, C24). Days are those of the
 * profile's zone; pauses do not put it off.
 * @param by local time, `18:00`
 */
export function cutOff(now: Instant, by: string, { definition: { timeZone: zone } }: CompiledProfile): ClockSetting {
  const [hour = 0, minute = 0] = by.split(':').map(Number);
  const today = DateTime.fromISO(now, { zone }).set({ hour, minute, second: 0, millisecond: 0 });
  const due = today.toMillis() < Date.parse(now) ? today.plus({ days: 1 }) : today;
  return { clock: 'cut_off', startedAt: now, dueAt: new Date(due.toMillis()).toISOString(), warnings: [] };
}
