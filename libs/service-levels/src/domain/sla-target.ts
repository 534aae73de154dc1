import { Duration } from 'luxon';
import type { BusinessCalendar } from './business-calendar.js';

/** How long a target gives: working days first, then working time (C21). */
export interface TargetTime {
  readonly days: number;
  readonly ms: number;
}

/** @param duration ISO 8601: hours and minutes are working time, days are working days (C21) */
export function targetTime(duration: string): TargetTime {
  const { days, hours, minutes } = Duration.fromISO(duration);
  return { days, ms: (hours * 60 + minutes) * 60_000 };
}

/**
 * When a target falls due: its last instant, in ms since the epoch.
 * @param start ms since the epoch
 * @param pausedMs working time that does not count, by the same calendar (C27)
 */
export function dueMs({ days, ms }: TargetTime, start: number, pausedMs: number, calendar: BusinessCalendar): number {
  if (days === 0) return calendar.addMs(start, ms + pausedMs);
  // What comes in after hours counts from the next opening, so that a later start never falls due earlier.
  const opening = new Date(calendar.addMs(start, 0)).toISOString();
  return calendar.addMs(Date.parse(calendar.addDays(opening, days)), ms + pausedMs);
}

/** The working time that a target takes up from a start, in ms: what its shares are shares of. */
export function targetMs(time: TargetTime, start: number, calendar: BusinessCalendar): number {
  return time.days === 0 ? time.ms : calendar.betweenMs(start, dueMs(time, start, 0, calendar));
}
