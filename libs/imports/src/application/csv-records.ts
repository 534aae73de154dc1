import type { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import type { Mapping } from '../mapping/mapping.schema.js';
import { plainBytes } from './plain-bytes.js';

/** The most lines over which one quoted record may run. */
const MOST_LINES = 256;
const LONGEST_RECORD = 1_048_576;

/** One record of a CSV file; without fields when it is malformed. */
export interface CsvRecord {
  /** The line on which it begins, from 1. */
  readonly line: number;
  readonly fields?: readonly string[];
  /** What is wrong with it. */
  readonly problem?: string;
}

/**
 * The records of a CSV text (RFC 4180), plain or gzipped, as they arrive; the header is the first.
 * After a record with bad quotes it goes on with the next line: a quote that is never closed costs its line, not the
 * rest of the file, as it would with a parser of the whole stream.
 */
export async function* csvRecords(
  input: Readable,
  { delimiter = ',', encoding = 'utf-8' }: Mapping['csv'] = {},
): AsyncGenerator<CsvRecord> {
  const open: string[] = [];
  let line = 1;

  /** Takes the records that are complete off the open lines; at the end of the file, all of them. */
  function* complete(atEnd: boolean): Generator<CsvRecord> {
    while (open.length > 0) {
      const record = recordAt(open, delimiter);
      const tooLong =
        open.length >= MOST_LINES || open.reduce((length, text) => length + text.length, 0) > LONGEST_RECORD;
      if (record === 'incomplete' && !atEnd && !tooLong) return;
      const taken = typeof record === 'string' ? 1 : record.lines;
      const first = line;
      open.splice(0, taken);
      line += taken;
      if (record === 'incomplete') yield { line: first, problem: 'a quote is not closed' };
      else if (record === 'malformed') yield { line: first, problem: 'a quote stands where none may stand' };
      else if (record.fields !== undefined) yield { line: first, fields: record.fields };
    }
  }

  for await (const text of linesOf(input, encoding)) {
    open.push(text);
    yield* complete(false);
  }
  yield* complete(true);
}

/** Fields, and over how many lines they run; no fields for an empty line. */
type Parsed = { readonly fields: readonly string[] | undefined; readonly lines: number } | 'incomplete' | 'malformed';

function recordAt(open: readonly string[], delimiter: string): Parsed {
  const [first = ''] = open;
  if (!first.includes('"')) return { fields: first.trim() === '' ? undefined : first.split(delimiter), lines: 1 };
  // Growing by a line at a time: lines that were put back behind a malformed one hold several records.
  for (let lines = 1; lines <= open.length; lines += 1) {
    if (lines > 1 && open[lines - 1]?.includes('"') !== true) continue;
    try {
      const [fields]: string[][] = parse(open.slice(0, lines).join('\n'), { delimiter, relax_column_count: true });
      return { fields, lines };
    } catch (error) {
      if ((error as { readonly code?: string }).code !== 'CSV_QUOTE_NOT_CLOSED') return 'malformed';
    }
  }
  return 'incomplete';
}

/** The lines of a text without their ends. The mark of its encoding is left out. */
async function* linesOf(input: Readable, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  let rest = '';
  for await (const bytes of plainBytes(input)) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) yield withoutReturn(text);
    if (rest.length > LONGEST_RECORD) rest = rest.slice(0, LONGEST_RECORD);
  }
  rest += decoder.decode();
  if (rest !== '') yield withoutReturn(rest);
}

const withoutReturn = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text);
