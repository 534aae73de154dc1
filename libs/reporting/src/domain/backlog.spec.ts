import { backlogAt, type Flow } from './backlog.js';
import { begunMonthsOf, previousPeriod } from './period.js';

describe('The backlog at the end of a month', () => {
  const flows: readonly Flow[] = [
    { month: '2025-09', measures: { recorded: 4, 'ended:2025-09': 1, 'ended:2026-11': 1 } },
    { month: '2026-08', measures: { recorded: 3, 'ended:2026-10': 2 } },
    { month: '2026-10', measures: { recorded: 5, 'ended:2026-10': 2, 'ended:2026-11': 3 } },
    { month: '2026-11', measures: { recorded: 7, 'ended:2026-11': 4 } },
  ];
  const open = (month: string) => backlogAt(month, flows).byAge.filter((row) => row.open > 0);

  it('S4-27 is what was reported by then and had not ended, by age in months', () => {
    expect(backlogAt('2026-10', flows).open).toBe(7);
    expect(open('2026-10')).toEqual([
      { age: '0', open: 3 },
      { age: '2', open: 1 },
      { age: '12+', open: 3 },
    ]);
  });

  it('S4-27 what ends later was open then; what ended is not open later', () => {
    expect(open('2026-11')).toEqual([
      { age: '0', open: 3 },
      { age: '3-5', open: 1 },
      { age: '12+', open: 2 },
    ]);
    expect(backlogAt('2025-08', flows).open).toBe(0);
  });
});

describe('Periods', () => {
  it.each([
    ['2026-01', '2025-12'],
    ['2026-10', '2026-09'],
    ['2026-Q1', '2025-Q4'],
    ['2026-Q3', '2026-Q2'],
    ['2026', '2025'],
  ])('S4-66 the one before %s is %s', (period, before) => {
    expect(previousPeriod(period)).toBe(before);
  });

  it('S1-39 a period that has begun has a report, one that has not says which are the latest', () => {
    expect(begunMonthsOf('2026', '2026-01')).toHaveLength(12);
    expect(begunMonthsOf('2026-Q4', '2026-10')).toHaveLength(3);
    expect(() => begunMonthsOf('2026-Q4', '2026-09')).toThrow('the latest are 2026-09, 2026-Q3 and 2026');
  });
});
