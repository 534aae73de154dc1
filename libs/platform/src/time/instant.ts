import type { Instant } from '@evidesk/kernel';

const ISO_INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const LAST_YEAR = 9999;
const KERNEL_FORM = '2026-01-05T01:00:00.000Z'.length;

/**
 * Whether a text names one instant for certain: RFC 3339 with seconds, `Z` or an offset, a day that the calendar has,
 * and a year from 0 to 9999 in UTC, so that instants go on comparing as strings.
 */
export function isInstant(text: string): boolean {
  const parts = ISO_INSTANT.exec(text);
  if (parts === null) return false;
  const month = Number(parts[2]);
  const day = Number(parts[3]);
  if (month < 1 || month > 12 || day < 1 || day > daysIn(Number(parts[1]), month)) return false;
  // In UTC the year is the one that is written; an offset may lead into another.
  if (text.endsWith('Z')) return true;
  const year = new Date(text).getUTCFullYear();
  return year >= 0 && year <= LAST_YEAR;
}

/** The kernel's form of an instant that a caller wrote: UTC, milliseconds, `Z`. `undefined` when it is none. */
export function toInstant(text: string): Instant | undefined {
  if (!isInstant(text)) return undefined;
  return text.length === KERNEL_FORM && text.endsWith('Z') ? text : new Date(text).toISOString();
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
