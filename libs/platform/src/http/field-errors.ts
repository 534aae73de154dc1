import type { FieldError } from '@evidesk/kernel';
import type { ErrorObject } from 'ajv';
import { PATTERN_MEANING } from './fields.js';

const MOST_ERRORS = 100;

/** ajv's keywords in the words of our API. */
const CODES: { readonly [keyword: string]: string | undefined } = {
  required: 'required',
  additionalProperties: 'unknown',
  type: 'type',
  maxLength: 'too-long',
  maxItems: 'too-long',
  maxProperties: 'too-long',
  minLength: 'too-short',
  minItems: 'too-short',
  pattern: 'pattern',
  propertyNames: 'pattern',
  enum: 'not-an-option',
  uniqueItems: 'duplicate',
  minimum: 'out-of-range',
  maximum: 'out-of-range',
  format: 'format',
};

/** All that is wrong with a request, one entry a field and cause. */
export function toFieldErrors(errors: readonly ErrorObject[]): readonly FieldError[] {
  const found: FieldError[] = [];
  for (const error of errors) {
    const code = CODES[error.keyword];
    // Whatever lies behind a composed rule is listed on its own.
    if (code === undefined || error.propertyName !== undefined) continue;
    const pointer = pointerOf(error);
    // An empty text fails the pattern too: once is enough.
    if (code === 'pattern' && found.some((other) => other.pointer === pointer && other.code === 'too-short')) continue;
    found.push({ pointer, code, detail: detailOf(error) });
    if (found.length === MOST_ERRORS) break;
  }
  return found;
}

function pointerOf(error: ErrorObject): string {
  const { keyword, instancePath, params } = error;
  if (keyword === 'required') return `${instancePath}/${escaped(params['missingProperty'])}`;
  if (keyword === 'additionalProperties') return `${instancePath}/${escaped(params['additionalProperty'])}`;
  if (keyword === 'propertyNames') return `${instancePath}/${escaped(params['propertyName'])}`;
  return instancePath;
}

function escaped(name: unknown): string {
  return String(name).replaceAll('~', '~0').replaceAll('/', '~1');
}

function detailOf(error: ErrorObject): string {
  const { keyword, params } = error;
  const limit = String(params['limit']);
  switch (keyword) {
    case 'required':
      return 'is required';
    case 'additionalProperties':
      return 'is not a field of this request';
    case 'propertyNames':
      return 'is not a permitted name';
    case 'type':
      return `must be of type ${[params['type']].flat().join(' or ')}`;
    case 'enum':
      return `must be one of ${(params['allowedValues'] as readonly unknown[]).map(String).join(', ')}`;
    case 'maxLength':
      return `must have at most ${limit} characters`;
    case 'minLength':
      return `must have at least ${limit} characters`;
    case 'maxItems':
    case 'maxProperties':
      return `must have at most ${limit} entries`;
    case 'minItems':
      return `must have at least ${limit} entries`;
    case 'pattern':
      return PATTERN_MEANING.get(String(params['pattern'])) ?? `must match ${String(params['pattern'])}`;
    case 'format':
      return params['format'] === 'date-time'
        ? 'must be an instant such as 2026-11-21T08:30:00Z'
        : `must be a valid ${String(params['format'])}`;
    default:
      return error.message ?? 'is not acceptable';
  }
}
