import type { Instant } from '@evidesk/kernel';
import { DateTime } from 'luxon';
import { type Span, WorkingYear } from './working-year.js';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const DAY_MS = 86_400_000;
/** A calendar without working time within this many days is taken to have none. */
const LONGEST_CLOSURE_DAYS = 400;
const LONGEST_CLOSURE_YEARS = 2;

/** When work is done: always, or in weekly hours such as `{ mon: ['09:00-12:00', '13:00-18:00'] }`. */
export type WorkingHours = '24x7' | Readonly<Record<string, readonly string[]>>;

/** Minutes of a day, from local midnight. */
interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Working time of one calendar. Instants are UTC; days and hours are those of the calendar's zone. */
export interface BusinessCalendar {
  /** The instant at which `ms` of working time have passed since `start`. */
  add(start: Instant, ms: number): Instant;
  /** The same time of day, `days` working days later (C21: a working day is one that has working time). */
  addDays(start: Instant, days: number): Instant;
  /** Working time from `from` to `to`, in ms; 0 when `to` is not later. */
  between(from: Instant, to: Instant): number;
}

/**
 * Prepares a calendar for use.
 * @param timeZone IANA zone
 * @throws RangeError from its methods when the calendar has no working time
 */
export function businessCalendar(hours: WorkingHours, timeZone: string): BusinessCalendar {
  return hours === '24x7' ? aroundTheClock : weekly(hours, timeZone);
}

const iso = (ms: number): Instant => new Date(ms).toISOString();

const aroundTheClock: BusinessCalendar = {
  add: (start, ms) => iso(Date.parse(start) + ms),
  addDays: (start, days) => iso(Date.parse(start) + days * DAY_MS),
  between: (from, to) => Math.max(0, Date.parse(to) - Date.parse(from)),
};

function weekly(hours: Exclude<WorkingHours, '24x7'>, zone: string): BusinessCalendar {
  const intervals = WEEKDAYS.map((day) => (hours[day] ?? []).map(parseInterval).sort((a, b) => a.from - b.from));
  const worked = (day: DateTime) => intervals[day.weekday - 1] ?? [];
  const years = new Map<number, WorkingYear>();

  /** A local year, laid out when it is first asked for. */
  const yearOf = (year: number): WorkingYear => {
    const known = years.get(year);
    if (known !== undefined) return known;
    const begin = DateTime.fromObject({ year }, { zone });
    const end = begin.plus({ years: 1 });
    const spans: Span[] = [];
    for (let day = begin; day < end; day = day.plus({ days: 1 })) {
      for (const { from, to } of worked(day))
        spans.push({ from: at(day, from).toMillis(), to: at(day, to).toMillis() });
    }
    const laidOut = new WorkingYear(begin.toMillis(), end.toMillis(), spans);
    years.set(year, laidOut);
    return laidOut;
  };
  /** The number of the local year that an instant is in: that of UTC, or a neighbour. */
  const yearAt = (instant: number): number => {
    const year = new Date(instant).getUTCFullYear();
    const { from, to } = yearOf(year);
    return instant < from ? year - 1 : instant >= to ? year + 1 : year;
  };

  return {
    add(start, ms) {
      const begin = Date.parse(start);
      let year = yearAt(begin);
      let wanted = yearOf(year).until(begin) + ms;
      for (let idle = 0; idle < LONGEST_CLOSURE_YEARS; idle += 1, year += 1) {
        const current = yearOf(year);
        if (ms === 0) {
          const working = current.firstWorking(begin);
          if (working !== undefined) return iso(working);
        } else if (wanted <= current.total) return iso(current.at(wanted));
        wanted -= current.total;
        if (current.total > 0) idle = 0;
      }
      throw new RangeError('the calendar has no working time');
    },
    addDays(start, days) {
      const begin = DateTime.fromMillis(Date.parse(start), { zone });
      let left = days;
      for (let offset = 0, idle = 0; idle < LONGEST_CLOSURE_DAYS; offset += 1, idle += 1) {
        const day = begin.plus({ days: offset });
        if (left === 0) return iso(day.toMillis());
        if (worked(day.plus({ days: 1 })).length > 0) {
          left -= 1;
          idle = 0;
        }
      }
      throw new RangeError('the calendar has no working time');
    },
    between(from, to) {
      const [begin, end] = [Date.parse(from), Date.parse(to)];
      if (end <= begin) return 0;
      const last = yearAt(end);
      let total = -yearOf(yearAt(begin)).until(begin);
      for (let year = yearAt(begin); year < last; year += 1) total += yearOf(year).total;
      return total + yearOf(last).until(end);
    },
  };
}

function parseInterval(text: string): Interval {
  const [from = 0, to = 0] = text.split('-').map((time) => {
    const [hour = 0, minute = 0] = time.split(':').map(Number);
    return hour * 60 + minute;
  });
  return { from, to };
}

const at = (day: DateTime, minutes: number) => day.set({ hour: Math.floor(minutes / 60), minute: minutes % 60 });
