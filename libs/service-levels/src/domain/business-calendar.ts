import type { Instant } from '@evidesk/kernel';
import { DateTime } from 'luxon';
import { WorkingPage } from './working-page.js';
import { type CalendarExceptions, DAY_MS, type WorkingHours, WorkingWeek } from './working-week.js';

const PAGE_MS = 128 * DAY_MS;
/** The last instant that a date can hold, in ms since the epoch. */
const LAST_INSTANT = 8.64e15;

/** Working time of one calendar. Instants are UTC; days and hours are those of the calendar's zone. */
export interface BusinessCalendar {
  /**
   * The earliest instant at which `ms` of working time have passed since `start`; for 0 the first working instant at or
   * behind it.
   * @throws RangeError when the calendar has no working time, or `start` is no instant, or `ms` is negative or not finite
   */
  add(start: Instant, ms: number): Instant;
  /**
   * The same time of day, `days` working days later (C21: a working day is one that has working time).
   * @throws RangeError as `add`
   */
  addDays(start: Instant, days: number): Instant;
  /** Working time from `from` to `to`, in ms; 0 when `to` is not later. @throws RangeError for what is no instant */
  between(from: Instant, to: Instant): number;
  /** `add` in ms since the epoch, for those that reckon much. */
  addMs(start: number, ms: number): number;
  /** `between` in ms since the epoch. */
  betweenMs(from: number, to: number): number;
}

/**
 * Prepares a calendar for use.
 * @param timeZone IANA zone of the hours and dates
 * @param exceptions holidays and make-up working days (C21); a date in both is a holiday
 * @throws RangeError for an unknown zone; from its methods when the calendar has no working time
 */
export function businessCalendar(
  hours: WorkingHours,
  timeZone: string,
  exceptions: CalendarExceptions = {},
): BusinessCalendar {
  const always = hours === '24x7' && (exceptions.holidays ?? []).length === 0;
  const week = new WorkingWeek(hours, timeZone, exceptions);
  const reckoning = always ? aroundTheClock(week, timeZone) : weekly(week, timeZone);
  const { addMs, betweenMs, addDaysMs } = reckoning;
  return {
    addMs,
    betweenMs,
    add: (start, ms) => iso(addMs(parse(start), ms)),
    addDays: (start, days) => iso(addDaysMs(parse(start), days)),
    between: (from, to) => betweenMs(parse(from), parse(to)),
  };
}

interface Reckoning {
  addMs(start: number, ms: number): number;
  addDaysMs(start: number, days: number): number;
  betweenMs(from: number, to: number): number;
}

const iso = (ms: number): Instant => new Date(ms).toISOString();

function parse(instant: Instant): number {
  const ms = Date.parse(instant);
  if (Number.isNaN(ms)) throw new RangeError(`${instant} is no instant`);
  return ms;
}

const aroundTheClock = (week: WorkingWeek, zone: string): Reckoning => ({
  addMs: (start, ms) => start + checked(ms),
  addDaysMs: (start, days) => sameTime(week, zone, start, checked(days)),
  betweenMs: (from, to) => Math.max(0, to - from),
});

/** So many days later by the clocks of the zone. */
function sameTime(week: WorkingWeek, zone: string, start: number, days: number): number {
  const end = start + days * DAY_MS;
  return week.isSteady(start, end) ? end : DateTime.fromMillis(start, { zone }).plus({ days }).toMillis();
}

function weekly(week: WorkingWeek, zone: string): Reckoning {
  const pages = new Map<number, WorkingPage>();
  /** Neighbouring questions mostly ask one page. */
  let [lastNumber, lastPage] = [Number.NaN, new WorkingPage(0, 0, [])];

  /** A page by its number, laid out when it is first asked for. */
  const page = (number: number): WorkingPage => {
    if (number === lastNumber) return lastPage;
    const from = number * PAGE_MS;
    const found = pages.get(number) ?? new WorkingPage(from, from + PAGE_MS, week.spans(from, from + PAGE_MS));
    pages.set(number, found);
    [lastNumber, lastPage] = [number, found];
    return found;
  };
  const pageAt = (instant: number): number => Math.floor(instant / PAGE_MS);
  const refuseIdle = (): void => {
    if (!week.works) throw new RangeError('the calendar has no working time');
  };

  return {
    addMs(start, ms) {
      refuseIdle();
      if (!Number.isFinite(start)) throw new RangeError(`${start} is no instant`);
      let number = pageAt(start);
      if (checked(ms) === 0) {
        let opening = page(number).firstWorking(start);
        while (opening === undefined) {
          number += 1;
          opening = page(number).firstWorking(number * PAGE_MS);
        }
        return opening;
      }
      let wanted = page(number).until(start) + ms;
      while (wanted > page(number).total) {
        wanted -= page(number).total;
        number += 1;
        if (number * PAGE_MS > LAST_INSTANT) throw new RangeError(`${ms} ms of working time never come to an end`);
      }
      return page(number).at(wanted);
    },
    addDaysMs(start, days) {
      refuseIdle();
      const first = week.dayAt(start);
      let day = first;
      for (let left = checked(days); left > 0; left -= 1) {
        do day += 1;
        while (!week.worksOn(day));
      }
      return sameTime(week, zone, start, day - first);
    },
    betweenMs(from, to) {
      if (!(to > from)) return 0;
      const last = pageAt(to);
      let total = -page(pageAt(from)).until(from);
      for (let number = pageAt(from); number < last; number += 1) total += page(number).total;
      return total + page(last).until(to);
    },
  };
}

/** A stretch of time, in whatever unit. */
function checked(amount: number): number {
  if (!(amount >= 0 && amount < Infinity)) throw new RangeError(`${amount} is no stretch of time`);
  return amount;
}
