/** A piece of a sentence's template. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly path: string; readonly form?: string }
  /** Left out as a whole when a field in it is absent. */
  | { readonly kind: 'optional'; readonly parts: readonly Part[] };

/** A field that a template asks for. */
export interface Placeholder {
  readonly path: string;
  readonly form?: string;
  readonly optional: boolean;
}

const PIECE = /\{([^{}]*)\}|\[|\]|[^[\]{}]+/g;
const FIELD = /^(@?[A-Za-z][A-Za-z0-9.]*)(?::([A-Za-z]+))?$/;

/** Reads the template of a sentence. @throws Error when brackets or placeholders are not well formed */
export function parseTemplate(template: string): readonly Part[] {
  const parts: Part[] = [];
  let optional: Part[] | undefined;
  let read = 0;
  for (const match of template.matchAll(PIECE)) {
    const [piece, field] = match;
    if (match.index !== read) throw new Error(`not a template: ${template}`);
    read += piece.length;
    if (piece === '[') {
      if (optional !== undefined) throw new Error(`optional parts can't be nested: ${template}`);
      optional = [];
    } else if (piece === ']') {
      if (optional === undefined) throw new Error(`a bracket too many: ${template}`);
      parts.push({ kind: 'optional', parts: optional });
      optional = undefined;
    } else (optional ?? parts).push(field === undefined ? { kind: 'text', text: piece } : fieldOf(field, template));
  }
  if (read !== template.length || optional !== undefined) throw new Error(`not a template: ${template}`);
  return parts;
}

/** Every field that a template asks for. */
export function placeholdersOf(parts: readonly Part[], optional = false): readonly Placeholder[] {
  return parts.flatMap((part) => {
    if (part.kind === 'text') return [];
    if (part.kind === 'optional') return placeholdersOf(part.parts, true);
    const { path, form } = part;
    return [form === undefined ? { path, optional } : { path, form, optional }];
  });
}

function fieldOf(field: string, template: string): Part {
  const match = FIELD.exec(field);
  if (match === null) throw new Error(`no placeholder {${field}}: ${template}`);
  const [, path = '', form] = match;
  return form === undefined ? { kind: 'field', path } : { kind: 'field', path, form };
}
