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
