import { createHash } from 'node:crypto';
import type { CompiledProfile } from '@evidesk/profiles';
import { drawCharts } from './charts.js';
import { formatCell } from './format-cell.js';
import { PAGE_STYLE } from './page-style.js';
import type { ReportData } from './report-data.js';
import { figureCells, reportTables, type Table } from './report-tables.js';
import { type Language, WORDS } from './words.js';

/** So many rows of a table are on the page; the files have them all. */
const MOST_ROWS = 30;

/** Nothing but the page's own style sheet: no script, no image, no frame, no form. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(PAGE_STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
/** A page can't forbid by itself to be framed. */
const POLICY_IN_PAGE = PAGE_POLICY.replace("; frame-ancestors 'none'", '');

/** The figures that stand out at the top. */
const CARDS = [
  'recorded',
  'closureRate',
  'resolutionRate',
  'onTimeResolutionRate',
  'slaAttainment',
  'meanResponseMs',
  'meanResolutionMs',
  'satisfaction',
] as const;

/** The statistics form as a page that stands alone: to be read on a screen, on a phone, and on paper (S1-39, S1-88). */
export async function htmlReport(data: ReportData, profile: CompiledProfile, language: Language): Promise<string> {
  const { report, kind, madeAt } = data;
  const tables = reportTables(data, profile, language);
  const charts = await drawCharts(data, profile, language);
  const title = `${WORDS.title[language]} ${report.period}`;
  const meta = [
    profile.definition.labels[language],
    `${WORDS.position[language]} ${report.asOfPosition}`,
    ...(report.profiles.length === 0 ? [] : [`${WORDS.profiles[language]} ${report.profiles.join(', ')}`]),
    `${WORDS.made[language]} ${madeAt}`,
  ];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escape(POLICY_IN_PAGE)}">
<title>${escape(title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header>
<h1>${escape(title)}</h1>
<p class="meta">${escape(WORDS[kind][language])} · ${meta.map(escape).join(' · ')}</p>
</header>
<main>
${finalNote(data, language)}
${cards(data, language)}
${report.all.recorded === 0 && report.all.closed === 0 ? `<p class="note">${escape(WORDS.noData[language])}</p>` : ''}
<h2>${escape(WORDS.charts[language])}</h2>
<div class="charts">
${charts.map((chart) => `<figure><figcaption>${escape(chart.title)}</figcaption>${chart.svg}</figure>`).join('\n')}
</div>
${tables.map((table) => section(table, language)).join('\n')}
</main>
</body>
</html>
`;
}

function finalNote({ report: { frozen } }: ReportData, language: Language): string {
  if (frozen === undefined) return '';
  const words = `${WORDS.frozen[language]}: ${frozen.frozenAt}, ${WORDS.by[language]} ${frozen.frozenBy}, ${WORDS.position[language]} ${frozen.position}`;
  return `<p class="final">${escape(words)}</p>`;
}

function cards({ report }: ReportData, language: Language): string {
  const items = CARDS.map((name) => {
    const { label, value, change } = figureCells(name, report, language);
    const since = `${formatCell(change, language)} ${WORDS.since[language]} ${report.previous.period}`;
    const compared = change.value === null ? '' : `<i>${escape(since)}</i>`;
    return `<li><span>${escape(label)}</span><b>${escape(formatCell(value, language))}</b>${compared}</li>`;
  });
  return `<ul class="cards">${items.join('')}</ul>`;
}

function section({ key, title, columns, rows }: Table, language: Language): string {
  const hasTotal = rows.length > 0 && rows.at(-1)?.[0]?.value === WORDS.total[language];
  const body = hasTotal ? rows.slice(0, -1) : rows;
  const shown = [...(key === 'figures' ? body : body.slice(0, MOST_ROWS)), ...(hasTotal ? rows.slice(-1) : [])];
  const numeric = columns.map((_column, index) => rows.some((row) => row[index]?.kind !== 'text'));
  const head = columns.map(
    (column, index) => `<th scope="col"${numeric[index] === true ? ' class="n"' : ''}>${escape(column)}</th>`,
  );
  const lines = shown.map((row) => {
    const cells = row.map((value, index) => {
      const number = value.kind === 'text' ? '' : ' class="n"';
      return `<td${number} data-label="${escape(columns[index] ?? '')}">${escape(formatCell(value, language))}</td>`;
    });
    const total = row[0]?.value === WORDS.total[language] ? ' class="total"' : '';
    return `<tr${total}>${cells.join('')}</tr>`;
  });
  const note = shown.length < rows.length ? `<p class="note">${escape(WORDS.more[language])}</p>` : '';
  return `<h2>${escape(title)}</h2>
<table class="${key}"><thead><tr>${head.join('')}</tr></thead><tbody>
${lines.join('\n')}
</tbody></table>${note}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (value: string) => value.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
