import { lazily } from '@evidesk/kernel';
import { Ajv } from 'ajv';
import type { TSchema } from 'typebox';
import type { EventType } from './aggregate-type.js';

const compiler = lazily(() => new Ajv({ allErrors: true, strict: false }));

/**
 * Checks by the published schemas of a context's events, each compiled with the first event of its type.
 * @param schemas wire name → schema of the newest version
 * @param versions wire name → newest version, where it is not 1
 */
export function eventTypes(
  schemas: Readonly<Record<string, TSchema>>,
  versions: Readonly<Record<string, number>> = {},
): ReadonlyMap<string, EventType> {
  return new Map(
    Object.entries(schemas).map(([type, schema]) => {
      const validator = lazily(() => compiler().compile(schema));
      const check = (data: unknown): string | undefined => {
        const validate = validator();
        return validate(data) ? undefined : compiler().errorsText(validate.errors);
      };
      return [type, { type, version: versions[type] ?? 1, check }];
    }),
  );
}
