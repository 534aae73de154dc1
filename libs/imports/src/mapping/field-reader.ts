import { DomainError } from '@evidesk/kernel';
import type { SourceValue } from '../domain/source-row.js';
import type { FieldMapping } from './mapping.schema.js';
import { compileTemplate } from './template.js';

/** The value of a column in a record; `undefined` when it is absent. */
export type Column = (name: string) => string | undefined;
/** Reads one field. @throws DomainError when the source's value has no meaning here */
export type ReadField = (column: Column) => SourceValue | undefined;

/**
 * Prepares the mapping of a field.
 * @param lenient a value that is not listed is as good as absent, instead of rejecting the row
 */
export function fieldReader(name: string, mapped: FieldMapping | undefined, lenient = false): ReadField {
  if (mapped === undefined) return () => undefined;
  const {
    from,
    values,
    default: otherwise,
  } = typeof mapped === 'string' ? { from: mapped, values: undefined, default: undefined } : mapped;
  const template = compileTemplate(from);
  const meanings =
    values === undefined
      ? undefined
      : new Map(Object.entries(values).map(([key, value]) => [key.toLowerCase(), value]));
  return (column) => {
    const rendered = template.render(column);
    if (rendered === undefined) return otherwise === undefined ? undefined : { value: otherwise, weak: true };
    const { text, weak } = rendered;
    if (meanings === undefined) return { value: text, weak };
    const meaning = meanings.get(text.toLowerCase()) ?? otherwise;
    if (meaning !== undefined) return { value: meaning, weak };
    if (lenient) return undefined;
    throw new DomainError(
      'invalid',
      `import.unknown-${name === 'status' ? 'status' : 'value'}`,
      `the mapping of ${name} knows no "${text.slice(0, 64)}"`,
    );
  };
}
