import type { Calendar } from '../../contract/calendar.js';
import type { ProcessProfile } from '../../contract/process-profile.js';
import { pointer, type ProfileFinding } from '../finding.js';
import { isDate } from '../instant.js';
import { repeated } from './codes.js';

/** A finding within a calendar, its place counted from there. */
type Found = readonly [at: readonly (string | number)[], code: string, message: string];

/**
 * What is wrong with zones, hours and dates (C21): `unknown-zone`, `empty-calendar`, `hours-order`, `no-such-date`,
 * `duplicate-date`, `holiday-and-make-up`.
 */
export function calendarFindings({ timeZone, calendars }: ProcessProfile): readonly ProfileFinding[] {
  const zone = isZone(timeZone) ? [] : [{ path: pointer('timeZone'), ...unknownZone(timeZone) }];
  return [
    ...zone,
    ...calendars.flatMap((calendar, index) =>
      [...zoneFindings(calendar), ...hoursFindings(calendar), ...dateFindings(calendar)].map(([at, code, message]) => ({
        path: pointer('calendars', index, ...at),
        code,
        message,
      })),
    ),
  ];
}

function zoneFindings({ timeZone }: Calendar): readonly Found[] {
  if (timeZone === undefined || isZone(timeZone)) return [];
  const { code, message } = unknownZone(timeZone);
  return [[['timeZone'], code, message]];
}

const unknownZone = (name: string) => ({ code: 'unknown-zone', message: `${name} is no IANA time zone` });

function isZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}

function hoursFindings({ hours }: Calendar): readonly Found[] {
  if (hours === '24x7') return [];
  const days = Object.entries(hours);
  if (days.every(([, spans]) => spans.length === 0)) {
    return [[['hours'], 'empty-calendar', 'a calendar without hours would stop the clocks for ever']];
  }
  return days.flatMap(([day, spans]): Found[] => {
    const times = spans.flatMap((span) => span.split('-'));
    const rising = times.every((time, at) => {
      const before = times[at - 1] ?? '';
      const touches = at % 2 === 0 && time === before;
      return time <= '24:00' && (time > before || touches);
    });
    return rising ? [] : [[['hours', day], 'hours-order', `the hours of ${day} overlap or are out of order`]];
  });
}

function dateFindings({ holidays = [], makeUpDays = [] }: Calendar): readonly Found[] {
  const closed = new Set(holidays.map(({ date }) => date));
  return [
    ...listFindings('holidays', holidays),
    ...listFindings('makeUpDays', makeUpDays),
    ...makeUpDays.flatMap(({ date }, index): Found[] =>
      closed.has(date)
        ? [[['makeUpDays', index, 'date'], 'holiday-and-make-up', `${date} is a holiday of this calendar`]]
        : [],
    ),
  ];
}

function listFindings(list: string, days: readonly { readonly date: string }[]): readonly Found[] {
  const dates = days.map(({ date }) => date);
  return [
    ...dates.flatMap((date, index): Found[] =>
      isDate(date) ? [] : [[[list, index, 'date'], 'no-such-date', `there is no ${date}`]],
    ),
    ...repeated(dates).map((index): Found => {
      return [[list, index, 'date'], 'duplicate-date', `${dates[index] ?? ''} is already in this list`];
    }),
  ];
}
