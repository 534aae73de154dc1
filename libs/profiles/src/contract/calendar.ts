import { Type, type Static } from 'typebox';
import { closed, code, LabelsSchema } from './parts.js';

const weekdayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
/** A local date, `2026-10-01`. Whether the month has the day is checked apart. */
const date = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });

/** A day on which a calendar has no hours. */
export const HolidaySchema = Type.Object({ date, labels: Type.Optional(LabelsSchema) }, closed);
export type Holiday = Static<typeof HolidaySchema>;

/** A day that has the hours of a weekday, whatever day of the week it is: a Sunday that works as a Monday. */
export const MakeUpDaySchema = Type.Object({ date, worksAs: Type.Enum([...weekdayNames]) }, closed);
export type MakeUpDay = Static<typeof MakeUpDaySchema>;

/** When work is done (C21). */
export const CalendarSchema = Type.Object(
  {
    code,
    labels: LabelsSchema,
    /** IANA zone of its hours and dates; absent: the profile's. */
    timeZone: Type.Optional(Type.String()),
    hours: Type.Union([
      Type.Literal('24x7'),
      Type.Record(
        Type.String({ pattern: `^(${weekdayNames.join('|')})$` }),
        Type.Array(Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d-([01]\\d|2[0-4]):[0-5]\\d$' })),
        closed,
      ),
    ]),
    /** In YAML also the name of a set that ships; a published profile holds the dates themselves. */
    holidays: Type.Optional(Type.Array(HolidaySchema)),
    makeUpDays: Type.Optional(Type.Array(MakeUpDaySchema)),
  },
  closed,
);
export type Calendar = Static<typeof CalendarSchema>;
