import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Value from 'typebox/value';
import { Type, type Static } from 'typebox';
import { parse } from 'yaml';
import { HolidaySchema, type Holiday, type MakeUpDay, MakeUpDaySchema } from '../contract/calendar.js';
import { LabelsSchema } from '../contract/process-profile.js';

/** The folder of the sets. `src/application` and `dist/application` lie equally deep below it. */
const FOLDER = fileURLToPath(new URL('../../../../calendars/', import.meta.url));
const DAY_MS = 86_400_000;

const closed = { additionalProperties: false };
const date = HolidaySchema.properties.date;

/** A set of holidays as it ships: what was announced for each year, a festival by its first and last day off. */
export const HolidaySetSchema = Type.Object(
  {
    name: Type.String(),
    labels: LabelsSchema,
    /** IANA zone of the dates. */
    timeZone: Type.String(),
    years: Type.Array(
      Type.Object(
        {
          year: Type.Integer(),
          /** False: only what the law gives, since that year's arrangement is not known. */
          announced: Type.Boolean(),
          source: Type.String(),
          holidays: Type.Array(Type.Object({ from: date, to: date, labels: LabelsSchema }, closed)),
          makeUpDays: Type.Array(MakeUpDaySchema),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type HolidaySet = Static<typeof HolidaySetSchema>;

/** The dates of a set, in the form that a profile's calendar has. */
export interface HolidayDates {
  readonly holidays: readonly Holiday[];
  readonly makeUpDays: readonly MakeUpDay[];
}

/** The names of the sets that ship, sorted. */
export function shippedHolidaySets(): readonly string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort();
}

/** A set that ships; `undefined` when there is none of this name. @throws Error when it is broken: none is to be shipped */
export function loadHolidaySet(name: string): HolidaySet | undefined {
  // The name is an operator's: only what the folder holds is opened.
  if (!shippedHolidaySets().includes(name)) return undefined;
  const value: unknown = parse(readFileSync(join(FOLDER, `${name}.yaml`), 'utf8'));
  if (!Value.Check(HolidaySetSchema, value)) throw new Error(`${name}.yaml is no set of holidays`);
  return value;
}

/** Every date of a set, in order (C21). */
export function holidayDates({ years }: HolidaySet): HolidayDates {
  return {
    holidays: years.flatMap((year) =>
      year.holidays.flatMap(({ from, to, labels }) => datesFrom(from, to).map((each) => ({ date: each, labels }))),
    ),
    makeUpDays: years.flatMap((year) => year.makeUpDays),
  };
}

function datesFrom(from: string, to: string): readonly string[] {
  const [first, last] = [Date.parse(from), Date.parse(to)];
  const days = Math.round((last - first) / DAY_MS) + 1;
  return Array.from({ length: days }, (_, day) => new Date(first + day * DAY_MS).toISOString().slice(0, 10));
}
