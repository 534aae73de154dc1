import { Ajv2020 } from 'ajv/dist/2020.js';
import { isEmail, isURL, isUUID } from 'class-validator';
import { isInstant } from '../time/instant.js';

/**
 * The validator of everything that comes in over HTTP. Formats are the very functions that class-validator or our own
 * decorators use, so that a declaration and its derived schema can't drift apart.
 */
export function createAjv(options: { readonly coerce: boolean } = { coerce: false }): Ajv2020 {
  return new Ajv2020({
    allErrors: true,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    ownProperties: true,
    verbose: true,
    coerceTypes: options.coerce ? 'array' : false,
    formats: {
      'date-time': isInstant,
      uuid: (text: string) => isUUID(text),
      email: (text: string) => isEmail(text),
      uri: (text: string) => isURL(text),
    },
  }).addVocabulary(['components']);
}
