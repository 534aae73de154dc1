import type { CompiledProfile } from '@evidesk/profiles';
import type { ReportData } from './report-data.js';
import { type Cell, reportTables, type Table } from './report-tables.js';
import { type Language, WORDS } from './words.js';

const MS_PER_DAY = 86_400_000;
/** Names of sheets are short, and without these. */
const MOST_NAME = 31;
const FORBIDDEN = /[[\]:*?/\\]/g;

/** How a spreadsheet shows a value: percentages and durations as numbers that can be reckoned with. */
const FORMATS: Readonly<Record<Cell['kind'], string | undefined>> = {
  text: undefined,
  count: '#,##0',
  percent: '0.00%',
  points: '+0.00;-0.00;0.00',
  ms: '[h]:mm:ss',
  score: '0.00',
  'change-ms': undefined,
  change: '+#,##0.##;-#,##0.##;0',
};

/** The statistics form as a workbook: a sheet a table (S1-39, S1-88). */
export async function xlsxReport(data: ReportData, profile: CompiledProfile, language: Language): Promise<Buffer> {
  const { default: writeXlsxFile } = await import('write-excel-file/node');
  const { report, kind, madeAt } = data;
  const heading = `${WORDS.title[language]} ${report.period} (${WORDS[kind][language]})`;
  const basis = `${WORDS.position[language]} ${report.asOfPosition}, ${WORDS.made[language]} ${madeAt}`;
  const sheets = reportTables(data, profile, language).map((table) => ({
    sheet: table.title.replace(FORBIDDEN, ' ').slice(0, MOST_NAME),
    columns: widths(table),
    data: [
      [{ value: heading, fontWeight: 'bold' as const, fontSize: 14 }],
      [{ value: `${table.title} · ${basis}`, textColor: '#555566' }],
      table.columns.map((column) => ({ value: column, fontWeight: 'bold' as const, backgroundColor: '#E8EEF5' })),
      ...table.rows.map((row) => row.map(inSheet)),
    ],
  }));
  return writeXlsxFile(sheets).toBuffer();
}

/** Texts stay texts: what begins with = is no formula. */
function inSheet({ kind, value }: Cell) {
  if (value === null) return null;
  if (typeof value === 'string') return { value, type: String };
  const format = FORMATS[kind];
  return { value: scaled(kind, value), type: Number, ...(format === undefined ? {} : { format }) };
}

function scaled(kind: Cell['kind'], value: number): number {
  // Two decimals of a percentage are four of the number: no more.
  if (kind === 'percent') return Math.round(value * 100) / 10_000;
  return kind === 'ms' ? value / MS_PER_DAY : value;
}

/** As wide as what is in them, within reason; Chinese characters take two places. */
function widths({ columns, rows }: Table) {
  return columns.map((column, index) => {
    const texts = [column, ...rows.map((row) => row[index]?.value).filter((value) => typeof value === 'string')];
    const longest = Math.max(...texts.map((value) => [...value].reduce((sum, c) => sum + (c > '\u2e7f' ? 2 : 1), 0)));
    return { width: Math.min(60, Math.max(10, longest + 2)) };
  });
}
