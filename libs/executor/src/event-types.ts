import { Ajv } from 'ajv';
import type { TSchema } from 'typebox';
import type { EventType } from './aggregate-type.js';

/**
 * Compiles the published schemas of a context's events.
 * @param schemas wire name → schema of the newest version
 * @param versions wire name → newest version, where it is not 1
 */
export function eventTypes(
  schemas: Readonly<Record<string, TSchema>>,
  versions: Readonly<Record<string, number>> = {},
): ReadonlyMap<string, EventType> {
  const ajv = new Ajv({ allErrors: true, strict: false });
  return new Map(
    Object.entries(schemas).map(([type, schema]) => {
      const validate = ajv.compile(schema);
      const check = (data: unknown) => (validate(data) ? undefined : ajv.errorsText(validate.errors));
      return [type, { type, version: versions[type] ?? 1, check }];
    }),
  );
}
