import fc from 'fast-check';
import { DateTime } from 'luxon';
import { businessCalendar, type WorkingHours } from './business-calendar.js';

const OFFICE: WorkingHours = {
  mon: ['09:00-12:00', '13:00-18:00'],
  tue: ['09:00-12:00', '13:00-18:00'],
  wed: ['09:00-12:00', '13:00-18:00'],
  thu: ['09:00-12:00', '13:00-18:00'],
  fri: ['09:00-12:00', '13:00-18:00'],
};
const HOUR = 3_600_000;
const shanghai = businessCalendar(OFFICE, 'Asia/Shanghai');

describe('Working time in Shanghai', () => {
  it.each([
    ['within a morning', '2026-11-16T01:00:00.000Z', 2, '2026-11-16T03:00:00.000Z'],
    ['over lunch', '2026-11-16T03:00:00.000Z', 2, '2026-11-16T06:00:00.000Z'],
    ['to the very end of the day', '2026-11-16T01:00:00.000Z', 8, '2026-11-16T10:00:00.000Z'],
    ['over night', '2026-11-16T09:00:00.000Z', 2, '2026-11-17T02:00:00.000Z'],
    ['over a weekend', '2026-11-13T09:00:00.000Z', 2, '2026-11-16T02:00:00.000Z'],
    ['from a Saturday', '2026-11-14T05:00:00.000Z', 1, '2026-11-16T02:00:00.000Z'],
    ['C21 24 hours: three days of eight', '2026-11-16T01:00:00.000Z', 24, '2026-11-18T10:00:00.000Z'],
    ['no time at all: the next opening', '2026-11-13T12:00:00.000Z', 0, '2026-11-16T01:00:00.000Z'],
  ])('%s', (_title, start, hours, due) => {
    expect(shanghai.add(start, hours * HOUR)).toBe(due);
    expect(shanghai.between(start, due)).toBe(hours * HOUR);
  });

  it.each([
    ['a Wednesday', '2026-11-18T02:30:00.000Z', 5, '2026-11-25T02:30:00.000Z'],
    ['a Friday', '2026-11-13T02:30:00.000Z', 1, '2026-11-16T02:30:00.000Z'],
    ['a Saturday', '2026-11-14T02:30:00.000Z', 5, '2026-11-20T02:30:00.000Z'],
    ['no days', '2026-11-16T02:30:00.000Z', 0, '2026-11-16T02:30:00.000Z'],
  ])('C21 working days from %s', (_title, start, days, due) => {
    expect(shanghai.addDays(start, days)).toBe(due);
  });

  it('is nothing backwards', () => {
    expect(shanghai.between('2026-11-17T02:00:00.000Z', '2026-11-16T02:00:00.000Z')).toBe(0);
  });
});

describe('Round the clock', () => {
  const always = businessCalendar('24x7', 'Asia/Shanghai');
  it('S4-20 S4-21 counts every hour and every day', () => {
    expect(always.add('2026-11-14T23:00:00.000Z', 2 * HOUR)).toBe('2026-11-15T01:00:00.000Z');
    expect(always.addDays('2026-11-14T23:00:00.000Z', 2)).toBe('2026-11-16T23:00:00.000Z');
    expect(always.between('2026-11-14T23:00:00.000Z', '2026-11-15T01:00:00.000Z')).toBe(2 * HOUR);
    expect(always.between('2026-11-15T01:00:00.000Z', '2026-11-14T23:00:00.000Z')).toBe(0);
  });

  it('is the same as hours from midnight to midnight, but for the change of clocks', () => {
    const days = Object.fromEntries(
      ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, ['00:00-24:00']]),
    );
    const allWeek = businessCalendar(days, 'Asia/Shanghai');
    expect(allWeek.between('2026-11-14T23:10:00.000Z', '2026-11-18T01:20:00.000Z')).toBe(
      always.between('2026-11-14T23:10:00.000Z', '2026-11-18T01:20:00.000Z'),
    );
  });
});

describe('Summer time in London', () => {
  const london = businessCalendar(OFFICE, 'Europe/London');
  it('opens at nine of the wall clock on both sides of the change', () => {
    // Clocks go forward on Sunday 2026-03-29 and back on Sunday 2026-10-25.
    expect(london.add('2026-03-27T17:00:00.000Z', 2 * HOUR)).toBe('2026-03-30T09:00:00.000Z');
    expect(london.add('2026-10-23T16:00:00.000Z', 2 * HOUR)).toBe('2026-10-26T10:00:00.000Z');
    expect(london.addDays('2026-03-27T10:00:00.000Z', 1)).toBe('2026-03-30T09:00:00.000Z');
  });

  it('a night shift is an hour shorter in spring and an hour longer in autumn', () => {
    const night = businessCalendar({ sun: ['00:00-06:00'] }, 'Europe/London');
    expect(night.between('2026-03-29T00:00:00.000Z', '2026-03-30T00:00:00.000Z')).toBe(5 * HOUR);
    expect(night.between('2026-10-24T23:00:00.000Z', '2026-10-25T23:00:00.000Z')).toBe(7 * HOUR);
    expect(night.between('2026-06-06T23:00:00.000Z', '2026-06-07T23:00:00.000Z')).toBe(6 * HOUR);
  });
});

describe('A calendar without working time', () => {
  it('says so instead of searching for ever', () => {
    const closed = businessCalendar({}, 'Asia/Shanghai');
    expect(() => closed.add('2026-11-16T02:00:00.000Z', 1)).toThrow(RangeError);
    expect(() => closed.addDays('2026-11-16T02:00:00.000Z', 1)).toThrow(RangeError);
    expect(closed.between('2026-11-16T02:00:00.000Z', '2026-11-20T02:00:00.000Z')).toBe(0);
  });
});

describe('Every calendar', () => {
  const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
  /** Whole hours, but not the one at which London changes its clocks. */
  const hour = fc.constantFrom(0, 3, 6, 9, 12, 15, 18, 21, 24);
  const span = fc.uniqueArray(hour, { minLength: 2, maxLength: 4 }).map((found) => {
    const sorted = [...found].sort((a, b) => a - b);
    const text = (each: number) => `${String(each).padStart(2, '0')}:00`;
    const pairs = Array.from({ length: Math.floor(sorted.length / 2) }, (_, index) =>
      sorted.slice(index * 2, index * 2 + 2),
    );
    return pairs.map(([from = 0, to = 0]) => `${text(from)}-${text(to)}`);
  });
  const hours: fc.Arbitrary<WorkingHours> = fc
    .uniqueArray(fc.record({ day: fc.constantFrom(...WEEKDAYS), spans: span }), {
      minLength: 1,
      selector: ({ day }) => day,
    })
    .map((days) => Object.fromEntries(days.map(({ day, spans }) => [day, spans])));
  const zone = fc.constantFrom('Asia/Shanghai', 'Europe/London', 'America/New_York');
  /** Around both changes of the clocks of 2026. */
  const instant = fc
    .tuple(
      fc.constantFrom('2026-03-25T00:00:00.000Z', '2026-10-22T00:00:00.000Z'),
      fc.integer({ min: 0, max: 8 * 1_440 }),
    )
    .map(([from, minutes]) => new Date(Date.parse(from) + minutes * 60_000).toISOString());

  it('between(start, add(start, d)) = d, and add never goes back', () => {
    fc.assert(
      fc.property(hours, zone, instant, fc.integer({ min: 0, max: 200 * HOUR }), (week, timeZone, start, ms) => {
        const calendar = businessCalendar(week, timeZone);
        const due = calendar.add(start, ms);
        expect(due >= start).toBe(true);
        expect(calendar.between(start, due)).toBe(ms);
      }),
      { numRuns: 200 },
    );
  });

  it('agrees with counting minute by minute', () => {
    fc.assert(
      fc.property(hours, zone, instant, fc.integer({ min: 0, max: 2_880 }), (week, timeZone, from, minutes) => {
        const to = new Date(Date.parse(from) + minutes * 60_000).toISOString();
        let counted = 0;
        for (let at = Date.parse(from); at < Date.parse(to); at += 60_000) if (worked(week, timeZone, at)) counted += 1;
        expect(businessCalendar(week, timeZone).between(from, to)).toBe(counted * 60_000);
      }),
      { numRuns: 40 },
    );
  });

  function worked(week: WorkingHours, zone: string, at: number): boolean {
    if (week === '24x7') return true;
    const local = DateTime.fromMillis(at, { zone });
    const time = local.toFormat('HH:mm');
    return (week[WEEKDAYS[local.weekday - 1] ?? ''] ?? []).some((span) => {
      const [from = '', to = ''] = span.split('-');
      return from <= time && time < to;
    });
  }
});
