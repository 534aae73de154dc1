import type { Instant } from '@evidesk/kernel';
import { Duration } from 'luxon';
import type { BusinessCalendar } from './business-calendar.js';

/** A stretch of time in which clocks stood still. */
export interface Pause {
  readonly from: Instant;
  readonly to: Instant;
}

/**
 * When a target falls due.
 * @param duration ISO 8601: hours and minutes are working time, days are working days (C21)
 * @param pauses stretches that do not count (C27)
 */
export function dueAt(duration: string, start: Instant, pauses: readonly Pause[], calendar: BusinessCalendar): Instant {
  const { days, hours, minutes } = Duration.fromISO(duration);
  const paused = pauses.reduce((total, { from, to }) => total + calendar.between(from, to), 0);
  // What comes in after hours counts from the next opening, so that a later start never falls due earlier.
  const due = days > 0 ? calendar.addDays(calendar.add(start, 0), days) : start;
  return calendar.add(due, (hours * 60 + minutes) * 60_000 + paused);
}

/** Working time spent between two instants, less the pauses, in ms. */
export function timeSpent(start: Instant, end: Instant, pauses: readonly Pause[], calendar: BusinessCalendar): number {
  const paused = pauses.reduce((total, { from, to }) => total + calendar.between(from, to < end ? to : end), 0);
  return Math.max(0, calendar.between(start, end) - paused);
}
