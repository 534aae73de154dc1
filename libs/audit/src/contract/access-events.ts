import type { DomainEvent } from '@evidesk/kernel';
import { type Static, Type } from 'typebox';

/** Streams `access-<yyyymmdd>`, one a day (UTC). */
export const ACCESS_STREAM_PREFIX = 'access-';

/** The longest value of a filter that is kept; the rest is cut off. */
export const MAX_FILTER_VALUE = 500;

export const AccessRecordedSchema = Type.Object({
  /** What was looked at: `incident.history`, `audit`, `events` … */
  what: Type.String({ minLength: 1, maxLength: 64 }),
  /** The path of the request, with the ids in it. */
  path: Type.String({ minLength: 1, maxLength: 1_000 }),
  /** The parameters of its query. */
  filter: Type.Record(Type.String({ maxLength: 100 }), Type.String({ maxLength: MAX_FILTER_VALUE }), {
    maxProperties: 50,
  }),
});
/** Somebody, the event's actor, was shown what the desk keeps of people's doings. */
export type AccessRecorded = DomainEvent<'access.recorded', Static<typeof AccessRecordedSchema>>;

export type AccessEvent = AccessRecorded;

/** Wire name → shape of its data. */
export const accessEventSchemas = { 'access.recorded': AccessRecordedSchema } satisfies Record<
  AccessEvent['type'],
  unknown
>;
