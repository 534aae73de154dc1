import { assertNever } from '@evidesk/kernel';
import type { Form, OptionSource, ProcessProfile } from '../contract/process-profile.js';

/** The forms of a profile by code, with the answers of choices that come from the profile's lists filled in. */
export function resolveForms(profile: ProcessProfile): ReadonlyMap<string, Form> {
  return new Map(
    Object.entries(profile.forms).map(([code, form]) => [
      code,
      {
        ...form,
        fields: form.fields.map((field) =>
          field.optionsFrom === undefined ? field : { ...field, options: optionsOf(profile, field.optionsFrom) },
        ),
      },
    ]),
  );
}

/** The codes of one of the profile's lists. */
export function optionsOf(profile: ProcessProfile, source: OptionSource): string[] {
  const codes = (terms: readonly { readonly code: string }[]) => terms.map(({ code }) => code);
  switch (source) {
    case 'types':
      return codes(profile.types);
    case 'categories':
      return codes(profile.categories);
    case 'subcategories':
      return codes(profile.categories.flatMap(({ children }) => children ?? []));
    case 'causes':
      return codes(profile.causes);
    case 'priorities':
      return codes(profile.priorities);
    case 'impactUrgencyLevels':
      return [...(profile.priorityMatrix?.levels ?? [])];
    case 'outcomes':
      return codes(profile.closing.outcomes);
    default:
      return assertNever(source);
  }
}
