/** The forms in which the audit history is given out. */
export const FORMATS = ['json', 'jsonl', 'csv', 'html'] as const;
export type Format = (typeof FORMATS)[number];

const MEDIA_TYPES: Readonly<Record<string, Format>> = {
  'application/json': 'json',
  'application/jsonl': 'jsonl',
  'application/x-ndjson': 'jsonl',
  'text/csv': 'csv',
  'text/html': 'html',
};

/** What is asked for: by the parameter, else by the first media type of `Accept` that is had; JSON otherwise. */
export function formatOf(format: Format | undefined, accept: string | undefined): Format {
  if (format !== undefined) return format;
  for (const range of (accept ?? '').split(',')) {
    const found = MEDIA_TYPES[(range.split(';', 1)[0] ?? '').trim().toLowerCase()];
    if (found !== undefined) return found;
  }
  return 'json';
}
