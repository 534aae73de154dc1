import type { DomainEvent } from '@evidesk/kernel';
import { type Static, Type } from 'typebox';

const id = Type.String({ minLength: 1, maxLength: 128 });
const text = Type.String({ minLength: 1, maxLength: 1_000 });
const instant = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' });
/** SHA-256 of what the alert says, so that what was told is told once. */
const digest = Type.String({ pattern: '^[0-9a-f]{64}$' });

export const AlertOpenedSchema = Type.Object({
  fingerprint: id,
  name: text,
  incidentId: id,
  startsAt: instant,
  digest,
  /** The closed incident of an earlier firing. */
  recurrenceOf: Type.Optional(id),
});
/** The alert fires, and an incident was recorded for it (S4-17). */
export type AlertOpened = DomainEvent<'alert.opened', Static<typeof AlertOpenedSchema>>;

export const AlertFiredAgainSchema = Type.Object({ incidentId: id, startsAt: instant, digest });
/** The alert fires again while its incident is not closed. */
export type AlertFiredAgain = DomainEvent<'alert.fired-again', Static<typeof AlertFiredAgainSchema>>;

export const AlertChangedSchema = Type.Object({ incidentId: id, digest });
/** The alert still fires and says something new. */
export type AlertChanged = DomainEvent<'alert.changed', Static<typeof AlertChangedSchema>>;

export const AlertRecoveredSchema = Type.Object({
  incidentId: id,
  endsAt: instant,
  /** What became of the news: a note for the desk, the confirmation itself, or nothing since the incident is over (C17). */
  evidence: Type.Enum(['comment', 'confirmation', 'none']),
});
/** The monitored thing has recovered. */
export type AlertRecovered = DomainEvent<'alert.recovered', Static<typeof AlertRecoveredSchema>>;

export type AlertEvent = AlertOpened | AlertFiredAgain | AlertChanged | AlertRecovered;

/** Wire name → shape of its data. Streams `alert-<id>`. */
export const alertEventSchemas = {
  'alert.opened': AlertOpenedSchema,
  'alert.fired-again': AlertFiredAgainSchema,
  'alert.changed': AlertChangedSchema,
  'alert.recovered': AlertRecoveredSchema,
} satisfies Record<AlertEvent['type'], unknown>;
