const PART = /\{([^{}|]+)(?:\|([^{}]*))?\}/g;

/** What a template came to. `weak`: a column was absent, and a fallback stands in for it. */
export interface Rendered {
  readonly text: string;
  readonly weak: boolean;
}

/** A text with `{column}` and `{column|fallback}` in it. */
export interface Template {
  readonly columns: readonly string[];
  /** `undefined` when a column is absent that has no fallback, nor `otherwise` stands in for it. */
  render(column: (name: string) => string | undefined, otherwise?: string): Rendered | undefined;
}

/** Prepares a template. @throws Error when its braces do not match */
export function compileTemplate(source: string): Template {
  const parts: (string | { readonly column: string; readonly fallback: string | undefined })[] = [];
  let end = 0;
  for (const match of source.matchAll(PART)) {
    if (match.index > end) parts.push(source.slice(end, match.index));
    parts.push({ column: (match[1] ?? '').trim(), fallback: match[2] });
    end = match.index + match[0].length;
  }
  if (end < source.length) parts.push(source.slice(end));
  if (parts.some((part) => typeof part === 'string' && /[{}]/.test(part))) {
    throw new Error(`the braces of "${source}" do not match: write {column} or {column|fallback}`);
  }
  return {
    columns: parts.flatMap((part) => (typeof part === 'string' ? [] : [part.column])),
    render: (column, otherwise) => {
      let text = '';
      let weak = false;
      for (const part of parts) {
        if (typeof part === 'string') text += part;
        else {
          const value = column(part.column);
          if (value === undefined) {
            if (part.fallback === undefined && otherwise === undefined) return undefined;
            weak = true;
          }
          text += value ?? part.fallback ?? otherwise ?? '';
        }
      }
      return { text, weak };
    },
  };
}
