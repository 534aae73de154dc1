import type { Instant, JsonValue } from '@evidesk/kernel';
import { type Form, type FormField, isRequired } from '@evidesk/profiles';

export type Answers = Readonly<Record<string, JsonValue | undefined>>;

/** A form as a command carries it. */
export interface FilledIn {
  /** The command's own fields. */
  readonly fields: Record<string, JsonValue>;
  /** What the profile asks for besides (S2-12). */
  readonly extra?: Record<string, string | number | boolean>;
}

/**
 * Fills in a form: the answers that it asks for, and something for whatever else it requires. Answers to what it does not
 * ask are left out.
 * @param own the fields that the command has; the others go under `extra`
 * @param at when it is filled in
 */
export function fillIn(form: Form | undefined, answers: Answers, own: readonly string[], at: Instant): FilledIn {
  const values: Record<string, JsonValue> = {};
  const asked = new Set(form?.fields.map(({ name }) => name) ?? Object.keys(answers));
  for (const [name, value] of Object.entries(answers)) if (value !== undefined && asked.has(name)) values[name] = value;
  for (const field of form?.fields ?? []) {
    if (values[field.name] === undefined && isRequired(field, values)) values[field.name] = anyAnswer(field, at);
  }
  const of = (wanted: boolean) => Object.entries(values).filter(([name]) => own.includes(name) === wanted);
  const extra = of(false) as [string, string | number | boolean][];
  return { fields: Object.fromEntries(of(true)), ...(extra.length > 0 && { extra: Object.fromEntries(extra) }) };
}

/** Something that the field accepts. */
function anyAnswer({ type, options, maxLength }: FormField, at: Instant): JsonValue {
  switch (type) {
    case 'boolean':
      return false;
    case 'number':
      return 0;
    case 'instant':
      return at;
    case 'choice':
      return options?.[0] ?? 'other';
    case 'string':
    case 'markdown':
      return '模拟 / simulated'.slice(0, maxLength);
  }
}
