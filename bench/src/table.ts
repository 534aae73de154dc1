import type { Result } from './result.js';

const HEADINGS = ['', 'measured', 'baseline', 'unit', 'ratio', 'goal', '', ''];

/** The results as a table of text. */
export function table(results: readonly Result[]): string {
  const rows = [HEADINGS, ...results.map(cells)];
  const widths = HEADINGS.map((_heading, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cells({ name, value, baseline, unit, ratio, goal, ok, note }: Result): string[] {
  const verdict = ok === undefined ? '' : ok ? 'ok' : 'MISSED';
  return [name, figure(value), figure(baseline), unit, ratio?.toFixed(2) ?? '', goal ?? '', verdict, note ?? ''];
}

function figure(value: number | undefined): string {
  if (value === undefined) return '';
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2);
}
