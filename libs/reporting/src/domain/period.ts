import { DomainError } from '@evidesk/kernel';

const PERIOD = /^(?<year>\d{4})(?:-(?:Q(?<quarter>[1-4])|(?<month>0[1-9]|1[0-2])))?$/;

/**
 * The months of a period: one of `2026-10`, three of `2026-Q4`, twelve of `2026`.
 * @throws DomainError `report.bad-period`
 */
export function monthsOf(period: string): readonly string[] {
  const { year, quarter, month } = PERIOD.exec(period)?.groups ?? {};
  if (year === undefined) {
    throw new DomainError(
      'invalid',
      'report.bad-period',
      'a period is a month 2026-10, a quarter 2026-Q4 or a year 2026',
    );
  }
  if (month !== undefined) return [period];
  const [first, count] = quarter === undefined ? [1, 12] : [Number(quarter) * 3 - 2, 3];
  return Array.from({ length: count }, (_, index) => `${year}-${String(first + index).padStart(2, '0')}`);
}

export type PeriodKind = 'month' | 'quarter' | 'year';

/** What a period is. @throws DomainError `report.bad-period` */
export function periodKind(period: string): PeriodKind {
  const months = monthsOf(period).length;
  return months === 1 ? 'month' : months === 3 ? 'quarter' : 'year';
}

/** The period of the same kind before this one. @throws DomainError `report.bad-period` */
export function previousPeriod(period: string): string {
  const year = Number(period.slice(0, 4));
  switch (periodKind(period)) {
    case 'month': {
      const month = Number(period.slice(5));
      return month === 1 ? `${yearOf(year - 1)}-12` : `${yearOf(year)}-${String(month - 1).padStart(2, '0')}`;
    }
    case 'quarter': {
      const quarter = Number(period.slice(6));
      return quarter === 1 ? `${yearOf(year - 1)}-Q4` : `${yearOf(year)}-Q${quarter - 1}`;
    }
    case 'year':
      return yearOf(year - 1);
  }
}

const yearOf = (year: number) => String(Math.max(year, 0)).padStart(4, '0');

/**
 * The months of a period that has begun by a month.
 * @throws DomainError `report.bad-period`, `report.future-period`
 */
export function begunMonthsOf(period: string, now: string): readonly string[] {
  const months = monthsOf(period);
  const [first] = months;
  if (first !== undefined && first <= now) return months;
  throw new DomainError(
    'invalid',
    'report.future-period',
    `${period} has not begun: the month is ${now}, so the latest are ${latest(now)}`,
  );
}

function latest(month: string): string {
  const [year, quarter] = [month.slice(0, 4), Math.ceil(Number(month.slice(5)) / 3)];
  return `${month}, ${year}-Q${quarter} and ${year}`;
}

/** How many months one is behind another. */
export const monthsBetween = (from: string, to: string): number => ordinal(to) - ordinal(from);

const ordinal = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5));
