import { assertNever, type FieldError, type JsonObject, type JsonValue } from '@evidesk/kernel';
import type { Form, FormField } from '../contract/process-profile.js';
import { isInstant } from './instant.js';

/** The longest text of a field that sets no bound of its own, in characters. */
export const DEFAULT_MAX_LENGTH = { string: 1_000, markdown: 20_000 } as const;

/** The codes of the errors that a form finds. */
export type FormErrorCode = 'required' | 'unknown' | 'wrong-type' | 'too-long' | 'not-an-option' | 'bad-instant';

/**
 * What is wrong with the values that were filled in, all at once; none when the form is complete (S0-89).
 * `undefined` is the same as absent, and blank text does not answer a required field.
 * A choice without options of its own is checked only for being text: compile the profile to have its lists filled in.
 */
export function validateForm(form: Form, values: JsonObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const field of form.fields) errors.push(...fieldErrors(field, values));
  const names = namesOf(form);
  for (const name of Object.keys(values)) {
    if (values[name] === undefined || names.has(name)) continue;
    errors.push(fieldError(name, 'unknown', `${name} is not a field of this form`));
  }
  return errors;
}

const namesOfForms = new WeakMap<Form, ReadonlySet<string>>();

function namesOf(form: Form): ReadonlySet<string> {
  const known = namesOfForms.get(form);
  if (known !== undefined) return known;
  const names = new Set(form.fields.map((field) => field.name));
  namesOfForms.set(form, names);
  return names;
}

/** True when the field must be answered, given the other answers (S0-66, S0-72). */
export function isRequired(field: FormField, values: JsonObject): boolean {
  if (field.required === true) return true;
  return field.requiredWhen !== undefined && answer(values, field.requiredWhen.field) === field.requiredWhen.is;
}

function fieldErrors(field: FormField, values: JsonObject): readonly FieldError[] {
  const value = answer(values, field.name);
  if (isBlank(value) && isRequired(field, values)) {
    return [fieldError(field.name, 'required', `${field.labels.en} is required`)];
  }
  if (value === undefined) return [];
  const found = valueError(field, value);
  return found === undefined ? [] : [fieldError(field.name, ...found)];
}

function valueError(field: FormField, value: JsonValue): readonly [FormErrorCode, string] | undefined {
  switch (field.type) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : wrongType(field, 'true or false');
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? undefined : wrongType(field, 'a number');
    case 'instant':
      if (typeof value !== 'string') return wrongType(field, 'an instant');
      return isInstant(value)
        ? undefined
        : ['bad-instant', `${field.labels.en} must be an instant in UTC: 2026-11-21T08:30:00.000Z`];
    case 'choice':
      if (typeof value !== 'string') return wrongType(field, 'one of its options');
      return field.options === undefined || field.options.includes(value)
        ? undefined
        : ['not-an-option', `${field.labels.en} must be one of: ${field.options.join(', ')}`];
    case 'string':
    case 'markdown': {
      if (typeof value !== 'string') return wrongType(field, 'text');
      const limit = field.maxLength ?? DEFAULT_MAX_LENGTH[field.type];
      return isLongerThan(value, limit)
        ? ['too-long', `${field.labels.en} is longer than ${limit} characters`]
        : undefined;
    }
    default:
      return assertNever(field.type);
  }
}

function answer(values: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function isBlank(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

/** Counts characters, not UTF-16 units: rare Chinese characters take two of those. */
function isLongerThan(text: string, limit: number): boolean {
  return text.length > limit && [...text].length > limit;
}

function wrongType(field: FormField, wanted: string): readonly [FormErrorCode, string] {
  return ['wrong-type', `${field.labels.en} must be ${wanted}`];
}

function fieldError(name: string, code: FormErrorCode, detail: string): FieldError {
  return { pointer: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, code, detail };
}
