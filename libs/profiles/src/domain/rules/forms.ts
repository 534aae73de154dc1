import type { Form, FormField, ProcessProfile } from '../../contract/process-profile.js';
import { pointer, type ProfileFinding } from '../finding.js';
import { optionsOf } from '../resolve-forms.js';
import { repeated } from './codes.js';

/** Forms that could not be filled in, or that the process could not read. */
export function formFindings(profile: ProcessProfile): readonly ProfileFinding[] {
  return [
    ...Object.entries(profile.forms).flatMap(([code, form]) => [
      ...repeated(form.fields.map(({ name }) => name)).map((index) => ({
        path: pointer('forms', code, 'fields', index, 'name'),
        code: 'duplicate-field',
        message: `${form.fields[index]?.name ?? ''} is already a field of this form`,
      })),
      ...form.fields.flatMap((field, index) =>
        fieldFindings(profile, form, field).map(([at, code_, message]) => ({
          path: pointer('forms', code, 'fields', index, at),
          code: code_,
          message,
        })),
      ),
    ]),
    ...supportFindings(profile),
  ];
}

type Found = readonly [at: string, code: string, message: string];

function fieldFindings(profile: ProcessProfile, form: Form, field: FormField): readonly Found[] {
  const found: Found[] = [];
  const condition = field.requiredWhen;
  if (condition !== undefined) {
    const asked = form.fields.find(({ name }) => name === condition.field);
    if (asked === undefined || asked === field) {
      found.push(['requiredWhen', 'unknown-field', `${condition.field} is no other field of this form`]);
    } else if ((asked.type === 'boolean') !== (typeof condition.is === 'boolean')) {
      found.push(['requiredWhen', 'condition-never-true', `${condition.field} can't have this value`]);
    }
  }
  const options = field.options !== undefined;
  if (field.type === 'choice' && options === (field.optionsFrom !== undefined)) {
    found.push(['type', 'choice-options', 'a choice has either options or optionsFrom']);
  }
  if (field.type !== 'choice' && (options || field.optionsFrom !== undefined)) {
    found.push(['type', 'choice-options', 'only a choice has options']);
  }
  if (
    field.required === true &&
    field.optionsFrom !== undefined &&
    optionsOf(profile, field.optionsFrom).length === 0
  ) {
    found.push(['optionsFrom', 'no-options', `${field.optionsFrom} is empty: the field could not be answered`]);
  }
  return found;
}

/** Whether a line of support solved it decides where the incident goes, so its form has to ask. */
function supportFindings(profile: ProcessProfile): readonly ProfileFinding[] {
  return profile.stages.flatMap(({ kind, form }, index) => {
    if (kind !== 'support') return [];
    const fields = form === undefined ? [] : (profile.forms[form]?.fields ?? []);
    if (fields.some(({ name, type }) => name === 'resolved' && type === 'boolean')) return [];
    const message = 'the form of a support stage needs the boolean field resolved';
    return [{ path: pointer('stages', index), code: 'support-form', message }];
  });
}
