import { loadShippedProfile } from '@evidesk/profiles';
import { type BusinessCalendar, businessCalendar } from '@evidesk/service-levels';
import { DateTime } from 'luxon';
import { alternate, type Bench, type Result } from './result.js';

const PRESET = 'std-4tier';
const HOUR_MS = 3_600_000;
const FROM = Date.parse('2020-01-01T00:00:00.000Z');
/** Every hour of ten years. */
const STARTS = Array.from({ length: 3_653 * 24 }, (_, hour) => new Date(FROM + hour * HOUR_MS).toISOString());
/** The walk is slow and gets every 49th start: in time every hour of the day. */
const STRIDE = 49;
const WORK_MS = 24 * HOUR_MS;
const LEAST = 200_000;

/**
 * Due times a second, 24 working hours after every hour of ten years by the default preset's calendar with its holidays,
 * against walking day by day with luxon. Both must agree on each that both have reckoned.
 */
export async function calendars({ scale }: Bench): Promise<readonly Result[]> {
  const { calendars: defined, timeZone } = await loadShippedProfile(PRESET);
  const working = defined.find(({ hours }) => hours !== '24x7');
  if (working === undefined || working.hours === '24x7') throw new Error(`${PRESET} has no working hours`);
  const calendar = businessCalendar(working.hours, timeZone, working);
  const some = STARTS.filter((_, at) => at % STRIDE === 0);
  const walk = dayByDay(working.hours, timeZone, working);
  const differing = some.find((start) => walk(start, WORK_MS) !== calendar.add(start, WORK_MS));
  if (differing !== undefined) throw new Error(`the walk and the calendar differ at ${differing}`);
  const comparison = await alternate(
    scale.rounds,
    async () => rate(walk, some),
    async () => rate((start, ms) => calendar.add(start, ms), STARTS),
  );
  return [
    {
      name: 'due times by a calendar, ten years',
      ...comparison,
      unit: 'calls/s',
      goal: `≥ ${LEAST.toLocaleString('en')} calls/s`,
      ok: comparison.value >= LEAST,
      note: `${Math.round(rateInMs(calendar)).toLocaleString('en')} calls/s in ms, without texts`,
    },
  ];
}

function rate(add: BusinessCalendar['add'], starts: readonly string[]): number {
  const begin = performance.now();
  for (const start of starts) add(start, WORK_MS);
  return (starts.length * 1_000) / (performance.now() - begin);
}

function rateInMs(calendar: BusinessCalendar): number {
  const begin = performance.now();
  for (let hour = 0; hour < STARTS.length; hour += 1) calendar.addMs(FROM + hour * HOUR_MS, WORK_MS);
  return (STARTS.length * 1_000) / (performance.now() - begin);
}

/** `add` as one writes it down first: from day to day, and in it from span to span, until the time has passed. */
function dayByDay(
  hours: Readonly<Record<string, readonly string[]>>,
  zone: string,
  { holidays = [], makeUpDays = [] }: NonNullable<Parameters<typeof businessCalendar>[2]>,
): BusinessCalendar['add'] {
  const closed = new Set(holidays.map(({ date }) => date));
  const madeUp = new Map(makeUpDays.map(({ date, worksAs }) => [date, worksAs]));
  const spansOf = (day: DateTime): readonly string[] => {
    const date = day.toISODate() ?? '';
    return closed.has(date) ? [] : (hours[madeUp.get(date) ?? day.toFormat('ccc').toLowerCase()] ?? []);
  };
  return (start, ms) => {
    const begin = DateTime.fromISO(start, { zone, locale: 'en' });
    let left = ms;
    for (let day = begin.startOf('day'); ; day = day.plus({ days: 1 })) {
      for (const span of spansOf(day)) {
        const [from = begin, to = begin] = span.split('-').map((time) => {
          const [hour = 0, minute = 0] = time.split(':').map(Number);
          return day.set({ hour, minute });
        });
        const opening = Math.max(from.toMillis(), begin.toMillis());
        const time = to.toMillis() - opening;
        if (time >= left && time > 0) return new Date(opening + left).toISOString();
        left -= Math.max(0, time);
      }
    }
  };
}
