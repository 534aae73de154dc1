import { isDate } from '../domain/instant.js';
import { holidayDates, loadHolidaySet, shippedHolidaySets } from './shipped-calendars.js';

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const weekday = (date: string): string => DAYS[new Date(date).getUTCDay()] ?? '';

describe('The holidays that ship', () => {
  it('are those of mainland China and none', () => {
    expect(shippedHolidaySets()).toEqual(['cn-mainland', 'utc']);
    expect(loadHolidaySet('utc')).toMatchObject({ name: 'utc', timeZone: 'Etc/UTC', years: [] });
  });

  it.each(['../profiles/std-4tier', 'cn-mainland.yaml', ''])('are opened by name only, not by %p', (name) => {
    expect(loadHolidaySet(name)).toBeUndefined();
  });
});

describe('The holidays of mainland China', () => {
  const set = loadHolidaySet('cn-mainland') ?? { name: '', labels: { en: '', 'zh-CN': '' }, timeZone: '', years: [] };
  const { holidays, makeUpDays } = holidayDates(set);

  it('C21 are dates in order, each once, and no make-up day is among them', () => {
    const closed = holidays.map(({ date }) => date);
    const worked = makeUpDays.map(({ date }) => date);
    for (const dates of [closed, worked]) {
      expect(dates.every(isDate)).toBe(true);
      expect(dates).toEqual([...new Set(dates)].sort());
    }
    expect(worked.filter((date) => closed.includes(date))).toEqual([]);
  });

  it('C21 make up on weekends only, for working days', () => {
    expect(makeUpDays.filter(({ date }) => !['sat', 'sun'].includes(weekday(date)))).toEqual([]);
    expect(makeUpDays.filter(({ worksAs }) => ['sat', 'sun'].includes(worksAs))).toEqual([]);
  });

  // The law gives 11 days, from 2025 on 13, and others for those that fall on a weekend. What else is off is made up for.
  it.each([
    [2024, 11, 28, 8],
    [2025, 13, 28, 5],
    [2026, 13, 33, 6],
  ])('C21 take no more working days in %d than the law gives', (year, lawful, off, madeUp) => {
    const closed = holidays.filter(({ date }) => date.startsWith(String(year))).map(({ date }) => date);
    const worked = makeUpDays.filter(({ date }) => date.startsWith(String(year)));
    expect([closed.length, worked.length]).toEqual([off, madeUp]);
    const workingDays = closed.filter((date) => !['sat', 'sun'].includes(weekday(date))).length;
    expect(workingDays - madeUp).toBe(lawful);
  });

  it('C21 have no make-up days where the year is not announced', () => {
    expect(set.years.map(({ year, announced }) => [year, announced])).toEqual([
      [2024, true],
      [2025, true],
      [2026, true],
      [2027, false],
    ]);
    expect(set.years.filter(({ announced, makeUpDays: days }) => !announced && days.length > 0)).toEqual([]);
    expect(holidays.filter(({ date }) => date.startsWith('2027'))).toHaveLength(13);
  });
});
