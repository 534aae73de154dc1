import type { Instant } from '@evidesk/kernel';
import { LRUCache } from 'lru-cache';
import { DateTime } from 'luxon';
import type { Dice } from './dice.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** How busy each hour of a working day is, from 0 to 23 o'clock. */
const BUSY = [1, 1, 0, 0, 0, 1, 2, 6, 30, 60, 55, 40, 18, 34, 48, 42, 36, 24, 9, 5, 4, 3, 2, 1];
const WEEKEND_PERCENT = 12;
const OPENS = 8.5;
const CLOSES = 18;

export const instantOf = (ms: number): Instant => new Date(ms).toISOString();

/** A month as instants: its first, and the first of the next. */
export function monthBounds(month: string, timeZone: string): { readonly from: number; readonly to: number } {
  const start = DateTime.fromISO(`${month}-01T00:00:00`, { zone: timeZone });
  if (!start.isValid) throw new RangeError(`${month} is no month: YYYY-MM`);
  return { from: start.toMillis(), to: start.plus({ months: 1 }).toMillis() };
}

/** When something is reported: mostly in office hours of working days, between two instants. */
export function arrival(dice: Dice, from: number, to: number, timeZone: string): number {
  const most = Math.max(...BUSY);
  for (let tries = 0; tries < 500; tries += 1) {
    const at = from + dice.int(0, Math.max(0, Math.floor((to - from) / 1000) - 1)) * 1000;
    const { weekday, hour } = localTime(at, timeZone);
    if (weekday > 5 && !dice.percent(WEEKEND_PERCENT)) continue;
    if (dice.int(1, most) <= (BUSY[hour] ?? 0)) return at;
  }
  // A stretch of a night or a weekend: it is reported all the same.
  return from + Math.floor((to - from) / 2);
}

/** No day and no hour begins inside a quarter of an hour: zone offsets are whole quarters. */
const QUARTER = 15 * MINUTE;
const localTimes = new LRUCache<string, { readonly weekday: number; readonly hour: number }>({ max: 20_000 });

/** The day of the week, from 1, and the hour. Remembered by the quarter of an hour, since many things happen in one. */
function localTime(at: number, timeZone: string): { readonly weekday: number; readonly hour: number } {
  const key = `${Math.floor(at / QUARTER)} ${timeZone}`;
  const known = localTimes.get(key);
  if (known !== undefined) return known;
  const { weekday, hour } = DateTime.fromMillis(at, { zone: timeZone });
  localTimes.set(key, { weekday, hour });
  return { weekday, hour };
}

/** The instant itself in office hours, else a little after they begin again. */
export function inOfficeHours(dice: Dice, at: number, timeZone: string): number {
  let local = DateTime.fromMillis(at, { zone: timeZone });
  const hour = local.hour + local.minute / 60;
  if (local.weekday <= 5 && hour >= OPENS && hour < CLOSES) return at;
  if (local.weekday <= 5 && hour < OPENS) local = local.startOf('day');
  else local = local.startOf('day').plus({ days: 1 });
  while (local.weekday > 5) local = local.plus({ days: 1 });
  return local.plus({ hours: OPENS, minutes: dice.int(3, 70), seconds: dice.int(0, 59) }).toMillis();
}
