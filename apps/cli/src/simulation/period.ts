import { InvalidArgumentError } from 'commander';
import { DateTime } from 'luxon';

/** Reads a day or an instant from an option. */
export function dayOrInstant(text: string): string {
  const known = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text);
  if (known && DateTime.fromISO(text).isValid) return text;
  throw new InvalidArgumentError('a day is YYYY-MM-DD, an instant YYYY-MM-DDThh:mm:ssZ');
}

/** Ms since the epoch; a day begins at midnight in the zone. */
export const toMs = (text: string, timeZone: string): number => DateTime.fromISO(text, { zone: timeZone }).toMillis();

/** The month before the present one, in a zone, as instants in ms since the epoch. */
export function lastMonth(now: string, timeZone: string): { readonly from: number; readonly to: number } {
  const to = DateTime.fromISO(now, { zone: timeZone }).startOf('month');
  return { from: to.minus({ months: 1 }).toMillis(), to: to.toMillis() };
}
