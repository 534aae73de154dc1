import { businessCalendar } from './business-calendar.js';
import type { WorkingHours } from './working-week.js';

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
    const london = businessCalendar('24x7', 'Europe/London');
    expect(london.addDays('2026-03-28T23:00:00.000Z', 1)).toBe('2026-03-29T22:00:00.000Z');
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

  it('is one whose only hours are made up for by a day that has none', () => {
    const closed = businessCalendar({}, 'Asia/Shanghai', { makeUpDays: [{ date: '2026-11-21', worksAs: 'mon' }] });
    expect(() => closed.add('2026-11-16T02:00:00.000Z', 0)).toThrow(RangeError);
  });
});

describe('Holidays and make-up working days', () => {
  const closing = { holidays: [{ date: '2026-11-17' }], makeUpDays: [{ date: '2026-11-21', worksAs: 'fri' as const }] };
  const desk = businessCalendar({ ...OFFICE, fri: ['09:00-12:00'] }, 'Asia/Shanghai', closing);

  it('C21 hours: a holiday has none, a make-up day those of the weekday it is named after', () => {
    expect(desk.add('2026-11-16T09:00:00.000Z', 2 * HOUR)).toBe('2026-11-18T02:00:00.000Z');
    expect(desk.add('2026-11-20T03:00:00.000Z', 4 * HOUR)).toBe('2026-11-21T04:00:00.000Z');
    expect(desk.between('2026-11-20T16:00:00.000Z', '2026-11-21T16:00:00.000Z')).toBe(3 * HOUR);
  });

  it('C21 days: a holiday is none, a make-up day is one', () => {
    expect(desk.addDays('2026-11-16T02:00:00.000Z', 1)).toBe('2026-11-18T02:00:00.000Z');
    expect(desk.addDays('2026-11-20T02:00:00.000Z', 2)).toBe('2026-11-23T02:00:00.000Z');
  });

  it('are dates of the calendar, not of UTC', () => {
    const auckland = businessCalendar(OFFICE, 'Pacific/Auckland', closing);
    expect(auckland.add('2026-11-16T04:00:00.000Z', 2 * HOUR)).toBe('2026-11-17T21:00:00.000Z');
    expect(auckland.between('2026-11-16T11:00:00.000Z', '2026-11-17T11:00:00.000Z')).toBe(0);
  });

  it('S4-20 hold for a calendar that is open round the clock, too', () => {
    const always = businessCalendar('24x7', 'Asia/Shanghai', closing);
    expect(always.between('2026-11-15T16:00:00.000Z', '2026-11-18T16:00:00.000Z')).toBe(48 * HOUR);
    expect(always.add('2026-11-16T15:00:00.000Z', 2 * HOUR)).toBe('2026-11-17T17:00:00.000Z');
  });

  it('may close for longer than a year', () => {
    const holidays = Array.from({ length: 800 }, (_, day) => ({
      date: new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10),
    }));
    const shut = businessCalendar(OFFICE, 'Asia/Shanghai', { holidays });
    expect(shut.add('2026-01-05T02:00:00.000Z', HOUR)).toBe('2028-03-13T02:00:00.000Z');
    expect(shut.addDays('2026-01-05T02:00:00.000Z', 1)).toBe('2028-03-13T02:00:00.000Z');
  });
});

describe('What can not be reckoned with', () => {
  it.each([
    ['a start that is no instant', () => shanghai.add('tomorrow', HOUR)],
    ['a number that is no instant', () => shanghai.addMs(Number.NaN, HOUR)],
    ['an end that is no instant', () => shanghai.between('2026-11-16T02:00:00.000Z', '')],
    ['time that runs back', () => shanghai.add('2026-11-16T02:00:00.000Z', -1)],
    ['time without end', () => shanghai.add('2026-11-16T02:00:00.000Z', Infinity)],
    ['days without end', () => shanghai.addDays('2026-11-16T02:00:00.000Z', Infinity)],
    ['a zone that does not exist', () => businessCalendar(OFFICE, 'Asia/Nowhere')],
  ])('is %s', (_what, reckon) => {
    expect(reckon).toThrow(RangeError);
  });
});
