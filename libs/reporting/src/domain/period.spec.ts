import { DomainError } from '@evidesk/kernel';
import { addMeasures, kpiFigures } from './kpi-figures.js';
import { monthOf } from './month.js';
import { monthsOf } from './period.js';

describe('monthsOf', () => {
  it.each([
    ['2026-10', ['2026-10']],
    ['2026-Q1', ['2026-01', '2026-02', '2026-03']],
    ['2026-Q4', ['2026-10', '2026-11', '2026-12']],
  ])('S1-39 %s', (period, months) => {
    expect(monthsOf(period)).toEqual(months);
  });

  it('S1-39 a year has twelve', () => {
    expect(monthsOf('2026')).toHaveLength(12);
    expect(monthsOf('2026').at(-1)).toBe('2026-12');
  });

  it.each(['', '26', '2026-13', '2026-00', '2026-Q5', '2026-1', '2026-10-01', 'now'])('refuses %j', (period) => {
    expect(() => monthsOf(period)).toThrow(DomainError);
  });
});

describe('monthOf', () => {
  it.each([
    ['2026-10-31T15:59:59.999Z', 'Asia/Shanghai', '2026-10'],
    ['2026-10-31T16:00:00.000Z', 'Asia/Shanghai', '2026-11'],
    ['2026-12-31T16:00:00.000Z', 'Asia/Shanghai', '2027-01'],
    ['2026-10-31T18:14:59.999Z', 'Asia/Kathmandu', '2026-10'],
    ['2026-10-31T18:15:00.000Z', 'Asia/Kathmandu', '2026-11'],
    ['2026-03-31T22:59:59.999Z', 'Europe/London', '2026-03'],
    ['2026-03-31T23:00:00.000Z', 'Europe/London', '2026-04'],
  ])('%s in %s is %s, asked twice', (instant, zone, month) => {
    expect(monthOf(instant, zone)).toBe(month);
    expect(monthOf(instant, zone)).toBe(month);
  });
});

describe('Sums over several months', () => {
  it('S1-39 S1-57 a quarter is divided once, from the sums: no mean of means', () => {
    const sums = addMeasures([{ counted: 1, successful: 1 }, { counted: 3, successful: 1 }, {}]);
    expect(kpiFigures(sums, {}).resolutionRate).toEqual({ numerator: 2, denominator: 4, value: 50 });
  });

  it('S1-57 rounds half a hundredth up, to two decimals', () => {
    expect(kpiFigures({ counted: 3, successful: 1 }, {}).resolutionRate.value).toBe(33.33);
    expect(kpiFigures({ counted: 8, successful: 1 }, {}).resolutionRate.value).toBe(12.5);
  });
});
