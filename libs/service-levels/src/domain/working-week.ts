import { IANAZone } from 'luxon';
import type { Span } from './working-page.js';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** When work is done: always, or in weekly hours such as `{ mon: ['09:00-12:00', '13:00-18:00'] }`. */
export type WorkingHours = '24x7' | Readonly<Record<string, readonly string[]>>;

/** Days on which the weekly hours do not hold. Dates are local: `2026-10-01`. */
export interface CalendarExceptions {
  /** Days without work. */
  readonly holidays?: readonly { readonly date: string }[] | undefined;
  /** Days that have the hours of a weekday, whatever day of the week they are. */
  readonly makeUpDays?: readonly { readonly date: string; readonly worksAs: Weekday }[] | undefined;
}

export const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const ALL_DAY = ['00:00-24:00'];
/** No zone changes its clocks twice within it. */
const OFFSET_PAGE_MS = DAY_MS;
const MOST_OFFSET_PAGES = 20_000;
/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 3;

/** Weekly hours with their exceptions, in the zone whose wall clock they are read from. */
export class WorkingWeek {
  private readonly intervals: readonly (readonly Span[])[];
  private readonly exceptions: ReadonlyMap<number, readonly Span[]>;
  private readonly zone: IANAZone;
  /** Days in which the clocks are not changed, with their offset: asking the zone takes microseconds. */
  private readonly steadyPages = new Map<number, number>();
  /** Whether any weekday has working time. */
  readonly works: boolean;

  /**
   * @param timeZone IANA zone
   * @throws RangeError for a zone that does not exist
   */
  constructor(hours: WorkingHours, timeZone: string, { holidays = [], makeUpDays = [] }: CalendarExceptions) {
    this.zone = IANAZone.create(timeZone);
    if (!this.zone.isValid) throw new RangeError(`${timeZone} is no IANA time zone`);
    const byDay = WEEKDAYS.map((day) => (hours === '24x7' ? ALL_DAY : (hours[day] ?? [])));
    this.intervals = byDay.map((spans) => spans.map(interval).sort((a, b) => a.from - b.from));
    this.works = this.intervals.some((spans) => spans.some(({ from, to }) => to > from));
    this.exceptions = new Map([
      ...makeUpDays.map(({ date, worksAs }) => [dayOf(date), this.intervals[WEEKDAYS.indexOf(worksAs)] ?? []] as const),
      ...holidays.map(({ date }) => [dayOf(date), []] as const),
    ]);
  }

  /** The number of the local day that an instant is in: 0 is 1970-01-01. */
  dayAt(instant: number): number {
    return Math.floor((instant + this.offset(instant)) / DAY_MS);
  }

  /** Whether the clocks are the same at both instants, and a day around the second. */
  isSteady(start: number, end: number): boolean {
    const offset = this.offset(start);
    return this.offset(end - DAY_MS) === offset && this.offset(end + DAY_MS) === offset;
  }

  /** Whether a local day has working time. @param day its number */
  worksOn(day: number): boolean {
    return this.hoursOf(day).length > 0;
  }

  /**
   * The working time between two instants, in order: whenever the wall clock shows a working hour. An hour that the change
   * of clocks leaves out is not worked, one that it repeats is worked twice.
   */
  spans(from: number, to: number): readonly Span[] {
    return this.steadyStretches(from, to).flatMap((stretch) => this.spansByOneOffset(stretch));
  }

  private spansByOneOffset({ from, to }: Span): Span[] {
    const offset = this.offset(from);
    const found: Span[] = [];
    const last = Math.floor((to - 1 + offset) / DAY_MS);
    for (let day = Math.floor((from + offset) / DAY_MS); day <= last; day += 1) {
      const midnight = day * DAY_MS - offset;
      for (const hours of this.hoursOf(day)) {
        const span = { from: Math.max(from, midnight + hours.from), to: Math.min(to, midnight + hours.to) };
        if (span.from < span.to) found.push(span);
      }
    }
    return found;
  }

  /** Stretches in which the clocks are not changed. No zone changes them twice within a day. */
  private steadyStretches(from: number, to: number): readonly Span[] {
    const stretches: Span[] = [];
    let begin = from;
    for (let day = from; day < to; day += DAY_MS) {
      const next = Math.min(day + DAY_MS, to);
      if (this.offset(day) === this.offset(next)) continue;
      const change = this.changeBetween(day, next);
      stretches.push({ from: begin, to: change });
      begin = change;
    }
    return begin < to ? [...stretches, { from: begin, to }] : stretches;
  }

  /** The first instant with the offset of `to`. */
  private changeBetween(from: number, to: number): number {
    const before = this.offset(from);
    let [low, high] = [from, to];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.offset(middle) === before) low = middle;
      else high = middle;
    }
    return high;
  }

  private hoursOf(day: number): readonly Span[] {
    return this.exceptions.get(day) ?? this.intervals[(((day + FIRST_WEEKDAY) % 7) + 7) % 7] ?? [];
  }

  /** Local time less UTC, in ms. */
  private offset(instant: number): number {
    const at = Math.floor(instant / OFFSET_PAGE_MS);
    const known = this.steadyPages.get(at);
    if (known !== undefined) return known;
    const from = at * OFFSET_PAGE_MS;
    const offset = this.exactOffset(from);
    const steady =
      offset === this.exactOffset(from + OFFSET_PAGE_MS / 2) && offset === this.exactOffset(from + OFFSET_PAGE_MS);
    if (!steady) return this.exactOffset(instant);
    if (this.steadyPages.size < MOST_OFFSET_PAGES) this.steadyPages.set(at, offset);
    return offset;
  }

  private exactOffset(instant: number): number {
    return Math.round(this.zone.offset(instant) * MINUTE_MS);
  }
}

function dayOf(date: string): number {
  return Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY_MS);
}

/** A stretch of a day, in ms from local midnight. */
function interval(text: string): Span {
  const [from = 0, to = 0] = text.split('-').map((time) => {
    const [hour = 0, minute = 0] = time.split(':').map(Number);
    return (hour * 60 + minute) * MINUTE_MS;
  });
  return { from, to };
}
