import { type Static, Type } from 'typebox';

/** More alerts in one delivery are refused: `max_alerts` of the receiver keeps Alertmanager below. */
export const MAX_ALERTS = 5_000;

const labels = Type.Record(Type.String(), Type.String({ maxLength: 16_384 }), { maxProperties: 128 });
const url = Type.Optional(Type.String({ maxLength: 8_192 }));

export const AlertmanagerAlertSchema = Type.Object({
  status: Type.Enum(['firing', 'resolved']),
  labels,
  annotations: Type.Optional(labels),
  startsAt: Type.String({ format: 'date-time' }),
  /** Go's zero time while the alert fires. */
  endsAt: Type.Optional(Type.String({ format: 'date-time' })),
  generatorURL: url,
  /** Of the labels: the same labels are the same alert. */
  fingerprint: Type.String({ pattern: '^[A-Za-z0-9._:-]{1,128}$' }),
});

/**
 * What Alertmanager posts to a webhook receiver, version 4 of its format. What is not named here is let through unread,
 * since the format is another's and grows.
 */
export const AlertmanagerPayloadSchema = Type.Object({
  version: Type.Literal('4'),
  receiver: Type.Optional(Type.String({ maxLength: 1_024 })),
  externalURL: url,
  /** How many alerts Alertmanager left out because of `max_alerts`. */
  truncatedAlerts: Type.Optional(Type.Integer({ minimum: 0 })),
  alerts: Type.Array(AlertmanagerAlertSchema, { maxItems: MAX_ALERTS }),
});

export type AlertmanagerPayload = Static<typeof AlertmanagerPayloadSchema>;
export type AlertmanagerAlert = Static<typeof AlertmanagerAlertSchema>;
