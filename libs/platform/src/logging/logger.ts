import { type DestinationStream, type Logger, pino } from 'pino';

/** Dependency-injection token of the process's logger. */
export const LOGGER = Symbol('Logger');

/** The process's logger: JSON lines. */
export type { Logger };

/** Fields that may hold secrets or personal data: their values never reach the log, to three levels deep. */
export const REDACTED_FIELDS: readonly string[] = [
  'authorization',
  'cookie',
  'set-cookie',
  'idempotency-key',
  'webhook-signature',
  'token',
  'password',
  'secret',
  'reporter',
  'contact',
  'email',
  'phone',
  'title',
  'description',
  'feedback',
  'text',
  'body',
];

/** Makes the logger of a process. `destination` is standard output unless a test says otherwise. */
export function createLogger(
  options: { readonly level: string; readonly name: string },
  destination?: DestinationStream,
): Logger {
  return pino(
    {
      name: options.name,
      level: options.level,
      timestamp: pino.stdTimeFunctions.isoTime,
      // Message, stack and cause of an error are none of its enumerable fields.
      serializers: { error: pino.stdSerializers.err },
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: REDACTED_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
        censor: '(redacted)',
      },
    },
    destination,
  );
}
