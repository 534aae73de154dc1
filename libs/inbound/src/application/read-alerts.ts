import { hash } from 'node:crypto';
import { DomainError, type FieldError, lazily } from '@evidesk/kernel';
import { isInstant, toInstant } from '@evidesk/platform';
import { Ajv, type ErrorObject } from 'ajv';
import {
  type AlertmanagerAlert,
  type AlertmanagerPayload,
  AlertmanagerPayloadSchema,
} from '../contract/alertmanager.js';
import type { Alert, Labels } from '../domain/alert.js';

const MOST_ERRORS = 50;

const validator = lazily(() =>
  new Ajv({ allErrors: false, strict: false, formats: { 'date-time': isInstant } }).compile(AlertmanagerPayloadSchema),
);

/** The alerts of a delivery. @throws DomainError `request.invalid` when it is not of Alertmanager's version 4 */
export function readAlerts(payload: unknown): { readonly alerts: readonly Alert[]; readonly truncated: number } {
  const validate = validator();
  if (!validate(payload)) {
    throw new DomainError(
      'invalid',
      'request.invalid',
      'the body is no delivery of Alertmanager, version 4',
      {},
      (validate.errors ?? []).slice(0, MOST_ERRORS).map(fieldError),
    );
  }
  const { alerts, receiver, externalURL, truncatedAlerts = 0 } = payload as AlertmanagerPayload;
  return { alerts: alerts.map((alert) => read(alert, receiver, externalURL)), truncated: truncatedAlerts };
}

function read(alert: AlertmanagerAlert, receiver: string | undefined, externalUrl: string | undefined): Alert {
  const { fingerprint, status, labels, annotations = {}, generatorURL } = alert;
  const startsAt = toInstant(alert.startsAt) as string;
  const endsAt = (alert.endsAt === undefined ? undefined : toInstant(alert.endsAt)) ?? startsAt;
  return {
    fingerprint,
    status,
    startsAt,
    // Go's zero time, and what a clock that goes wrong says.
    endsAt: endsAt < startsAt ? startsAt : endsAt,
    labels,
    annotations,
    digest: digestOf(annotations),
    ...given({ generatorUrl: generatorURL, receiver, externalUrl }),
  };
}

/** Whatever the order in which they were sent. */
function digestOf(annotations: Labels): string {
  const sorted = Object.entries(annotations).sort(([one], [other]) => (one < other ? -1 : 1));
  return hash('sha256', JSON.stringify(sorted), 'hex');
}

const given = <T extends Readonly<Record<string, string | undefined>>>(texts: T) =>
  Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined && text !== '')) as {
    readonly [K in keyof T]?: string;
  };

function fieldError({ instancePath, keyword, params, message }: ErrorObject): FieldError {
  const missing = keyword === 'required' ? `/${String(params['missingProperty'])}` : '';
  const code =
    keyword === 'required' ? 'required' : keyword === 'maxItems' || keyword === 'maxLength' ? 'too-long' : keyword;
  return { pointer: `${instancePath}${missing}`, code, detail: message ?? 'is not acceptable' };
}
