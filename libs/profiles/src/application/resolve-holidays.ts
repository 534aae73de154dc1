import { pointer, type ProfileFinding } from '../domain/finding.js';
import { holidayDates, loadHolidaySet, shippedHolidaySets } from './shipped-calendars.js';

/** A value as it was read, with the dates in place of the names of sets, and what names no set. */
export interface ResolvedHolidays {
  readonly value: unknown;
  readonly findings: readonly ProfileFinding[];
}

/**
 * Puts the dates of a shipped set where a calendar only names it (`holidays: cn-mainland`), so that what is published holds
 * the dates and is the same for ever. The set's make-up days come behind those that the calendar has itself (C21).
 * Everything else is left as it is, whatever its shape: checking that is another's work. Code: `unknown-holidays`.
 */
export function resolveHolidays(value: unknown): ResolvedHolidays {
  if (!isRecord(value) || !Array.isArray(value['calendars'])) return { value, findings: [] };
  const findings: ProfileFinding[] = [];
  const given: readonly unknown[] = value['calendars'];
  const calendars = given.map((calendar, index) => {
    const name = isRecord(calendar) ? calendar['holidays'] : undefined;
    if (!isRecord(calendar) || typeof name !== 'string') return calendar;
    const set = loadHolidaySet(name);
    if (set === undefined) {
      const message = `there are no holidays ${name}, only ${shippedHolidaySets().join(', ')}`;
      findings.push({ path: pointer('calendars', index, 'holidays'), code: 'unknown-holidays', message });
      return { ...calendar, holidays: [] };
    }
    const { holidays, makeUpDays } = holidayDates(set);
    const own: unknown = calendar['makeUpDays'] ?? [];
    return { ...calendar, holidays, makeUpDays: Array.isArray(own) ? [...(own as unknown[]), ...makeUpDays] : own };
  });
  return { value: { ...value, calendars }, findings };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
