import type { FieldError, JsonObject } from '@evidesk/kernel';
import type { CompiledProfile, Form } from '@evidesk/profiles';
import { validateForm } from '@evidesk/profiles';
import type { Extra } from '../incident.commands.js';

interface Terms {
  readonly type?: string;
  readonly category?: string;
  readonly subcategory?: string;
  readonly impact?: string;
  readonly urgency?: string;
  readonly priority?: string;
  readonly cause?: string;
  readonly source?: string;
  readonly channel?: string;
}

/** The codes that are not in the profile's lists (C12). */
export function unknownTerms(terms: Terms, profile: CompiledProfile): FieldError[] {
  const errors: FieldError[] = [];
  const check = (field: keyof Terms, known: (code: string) => boolean) => {
    const code = terms[field];
    if (code === undefined || known(code)) return;
    errors.push({
      pointer: `/${field}`,
      code: 'not-an-option',
      detail: `${code} is not a ${field} of the process profile`,
    });
  };
  const levels = profile.definition.priorityMatrix?.levels;
  check('type', (code) => profile.isType(code));
  check('category', (code) => profile.isCategory(code));
  check('subcategory', (code) => terms.category !== undefined && profile.isCategory(terms.category, code));
  check('impact', (code) => levels === undefined || levels.includes(code));
  check('urgency', (code) => levels === undefined || levels.includes(code));
  check('priority', (code) => profile.isPriority(code));
  check('cause', (code) => profile.isCause(code));
  check('source', (code) => profile.isSource(code));
  check('channel', (code) => profile.isChannel(code));
  return errors;
}

/** True when the form has such a field. */
export const asksFor = (form: Form | undefined, field: string): boolean =>
  form?.fields.some(({ name }) => name === field) ?? false;

/** What a form of the profile does not accept. Fields that the profile added are looked for under `extra`. */
export function formErrors(
  form: Form | undefined,
  fields: Readonly<Record<string, unknown>>,
  extra: Extra | undefined,
): FieldError[] {
  if (form === undefined) return [];
  const values = extra === undefined ? fields : { ...fields, ...extra };
  return validateForm(form, values as JsonObject).map((error) => {
    const [, name = ''] = error.pointer.split('/');
    return extra !== undefined && name in extra ? { ...error, pointer: `/extra${error.pointer}` } : error;
  });
}
