import fc from 'fast-check';
import { DateTime } from 'luxon';
import { businessCalendar } from './business-calendar.js';
import { type CalendarExceptions, WEEKDAYS, type WorkingHours } from './working-week.js';

const MINUTE = 60_000;
const DAY = 1_440;

/** Zones, and a day before each change of their clocks: by an hour, by half an hour, at midnight, by a whole day. */
const CHANGES = [
  ['Asia/Shanghai', '2026-02-12'],
  ['Europe/London', '2026-03-28'],
  ['Europe/London', '2026-10-24'],
  ['America/New_York', '2026-03-07'],
  ['America/New_York', '2026-10-31'],
  ['Australia/Lord_Howe', '2026-04-03'],
  ['Australia/Lord_Howe', '2026-10-02'],
  ['Africa/Cairo', '2026-04-22'],
  ['Africa/Cairo', '2026-10-28'],
  ['America/Sao_Paulo', '2018-11-02'],
  ['Pacific/Apia', '2011-12-28'],
] as const;

interface Case {
  readonly hours: WorkingHours;
  readonly zone: string;
  readonly exceptions: Required<CalendarExceptions>;
  /** UTC's midnight a day before the clocks change, in ms. */
  readonly midnight: number;
  /** In ms, on a whole minute. */
  readonly start: number;
}

const times = fc
  .uniqueArray(fc.oneof(fc.integer({ min: 0, max: DAY }), fc.constantFrom(0, 60, 120, 150, 180, DAY)), {
    minLength: 2,
    maxLength: 6,
  })
  .map((found) => {
    const sorted = [...found].sort((a, b) => a - b);
    return Array.from({ length: sorted.length >> 1 }, (_, at) => {
      return sorted
        .slice(at * 2, at * 2 + 2)
        .map(clock)
        .join('-');
    });
  });
const hours: fc.Arbitrary<WorkingHours> = fc.oneof(
  { weight: 1, arbitrary: fc.constant('24x7' as const) },
  {
    weight: 9,
    arbitrary: fc
      .uniqueArray(fc.tuple(fc.constantFrom(...WEEKDAYS), times), { minLength: 1, selector: ([day]) => day })
      .map((days) => Object.fromEntries(days)),
  },
);
const cases: fc.Arbitrary<Case> = fc
  .tuple(
    hours,
    fc.constantFrom(...CHANGES),
    fc.integer({ min: 0, max: 2 * DAY }),
    fc.uniqueArray(fc.integer({ min: -1, max: 5 }), { maxLength: 4 }),
    fc.array(fc.constantFrom(...WEEKDAYS), { maxLength: 2 }),
  )
  .map(([week, [zone, before], minutes, days, worksAs]) => {
    const dates = days.map((day) => ({ date: dateAfter(before, day) }));
    const makeUpDays = dates.slice(0, worksAs.length).map(({ date }, at) => ({ date, worksAs: worksAs[at] ?? 'mon' }));
    const midnight = Date.parse(`${before}T00:00:00Z`);
    const exceptions = { holidays: dates.slice(worksAs.length), makeUpDays };
    return { hours: week, zone, exceptions, midnight, start: midnight + minutes * MINUTE };
  });

describe('Every calendar with holidays and make-up days', () => {
  it('C21 agrees with counting minute by minute what lies between', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 0, max: 2 * DAY }), (each, minutes) => {
        let counted = 0;
        for (let minute = 0; minute < minutes; minute += 1) if (isWorked(each, minute)) counted += 1;
        const end = each.start + minutes * MINUTE;
        expect(calendarOf(each).between(iso(each.start), iso(end))).toBe(counted * MINUTE);
      }),
      { numRuns: 250 },
    );
  });

  it('C21 agrees with counting minute by minute until the time has passed', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 0, max: DAY / 2 }), (each, wanted) => {
        let [left, minute] = [wanted, 0];
        for (; minute < 3 * DAY; minute += 1) {
          if (!isWorked(each, minute)) continue;
          if (left === 0) break;
          left -= 1;
          if (left === 0 && wanted > 0) break;
        }
        fc.pre(minute < 3 * DAY);
        const end = each.start + (minute + (wanted === 0 ? 0 : 1)) * MINUTE;
        expect(calendarOf(each).add(iso(each.start), wanted * MINUTE)).toBe(iso(end));
      }),
      { numRuns: 250 },
    );
  });

  it('C21 between(start, add(start, d)) = d, over years and to the millisecond', () => {
    fc.assert(
      fc.property(cases, fc.double({ min: 0, max: 100, noNaN: true }), (each, weeks) => {
        fc.pre(worksAtAll(each));
        const calendar = calendarOf(each);
        const later = each.start + 70 * DAY * MINUTE;
        const ms = Math.floor(weeks * calendar.betweenMs(later, later + 7 * DAY * MINUTE));
        const due = calendar.addMs(each.start, ms);
        expect(due).toBeGreaterThanOrEqual(each.start);
        expect(calendar.betweenMs(each.start, due)).toBe(ms);
      }),
      { numRuns: 200 },
    );
  });

  it('C21 counts the days that have hours', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 0, max: 5 }), (each, days) => {
        fc.pre(worksAtAll(each) && each.zone !== 'Pacific/Apia');
        const begin = DateTime.fromMillis(each.start, { zone: each.zone });
        let day = begin;
        for (let left = days; left > 0;) {
          day = day.plus({ days: 1 });
          const local = { date: day.toISODate() ?? '', weekday: WEEKDAYS[day.weekday - 1] ?? '' };
          if (hoursOf(each, local).length > 0) left -= 1;
        }
        const due = DateTime.fromISO(calendarOf(each).addDays(iso(each.start), days), { zone: each.zone });
        expect(due.toISODate()).toBe(day.toISODate());
      }),
      { numRuns: 200 },
    );
  });
});

/** What a wall clock shows. */
interface Local {
  readonly date: string;
  readonly weekday: string;
  readonly time: string;
}

/** Whether a minute after the start is worked: what the wall clock shows decides. */
function isWorked(each: Case, minute: number): boolean {
  const local = wallClock(each.zone, each.midnight)[(each.start - each.midnight) / MINUTE + minute];
  if (local === undefined) throw new Error('the wall clock has ended');
  return hoursOf(each, local).some((span) => span.slice(0, 5) <= local.time && local.time < span.slice(6));
}

const wallClocks = new Map<string, readonly Local[]>();

/** The wall clock of five days, minute by minute. */
function wallClock(zone: string, from: number): readonly Local[] {
  const known = wallClocks.get(`${zone} ${from}`);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const shown = Array.from({ length: 5 * DAY }, (_, minute) => {
    const parts = new Map(format.formatToParts(from + minute * MINUTE).map(({ type, value }) => [type, value]));
    const [year, month, day] = [parts.get('year') ?? '', parts.get('month') ?? '', parts.get('day') ?? ''];
    return {
      date: `${year}-${month}-${day}`,
      weekday: parts.get('weekday')?.toLowerCase() ?? '',
      time: `${parts.get('hour') ?? ''}:${parts.get('minute') ?? ''}`,
    };
  });
  wallClocks.set(`${zone} ${from}`, shown);
  return shown;
}

function hoursOf({ hours: week, exceptions }: Case, { date, weekday }: Omit<Local, 'time'>): readonly string[] {
  if (exceptions.holidays.some((each) => each.date === date)) return [];
  const worksAs = exceptions.makeUpDays.find((each) => each.date === date)?.worksAs ?? weekday;
  return week === '24x7' ? ['00:00-24:00'] : (week[worksAs] ?? []);
}

/** A night that the clocks skip every spring is no reason to wait for years. */
function worksAtAll({ hours: week }: Case): boolean {
  return week === '24x7' || Object.values(week).flat().length > 0;
}

const calendarOf = (each: Case) => businessCalendar(each.hours, each.zone, each.exceptions);
const iso = (ms: number): string => new Date(ms).toISOString();
const dateAfter = (date: string, days: number): string => iso(Date.parse(date) + days * DAY * MINUTE).slice(0, 10);

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
