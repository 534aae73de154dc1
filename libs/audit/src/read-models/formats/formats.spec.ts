import { parse } from 'csv-parse/sync';
import type { AuditedEvent } from '../trail/audited-event.js';
import { csvLines } from './csv.js';
import { formatOf } from './format.js';
import { htmlPage, MOST_ON_A_PAGE, type PageHead } from './html.js';
import { jsonLines } from './jsonl.js';
import { STYLE } from './page-style.js';

const EVIL = '=HYPERLINK("http://evil","<b>x</b>")';
const line = (changes: Partial<AuditedEvent> = {}): AuditedEvent => ({
  eventId: 'e',
  type: 'incident.commented',
  subject: { kind: 'incident', id: 'i', number: 'INC-1' },
  revision: 3,
  position: '0000000000000007',
  actor: { id: 'li', roles: ['l1', 'l2'] },
  occurredAt: '2026-11-16T02:00:00.000Z',
  recordedAt: '2026-11-16T02:00:00.000Z',
  sentence: 'li noted: x',
  changes: [],
  data: {},
  commandId: 'c',
  correlationId: 'r',
  hash: 'h',
  ...changes,
});

async function* those(...lines: readonly AuditedEvent[]) {
  yield* lines;
}
async function text(chunks: AsyncIterable<string>): Promise<string> {
  let whole = '';
  for await (const chunk of chunks) whole += chunk;
  return whole;
}
const head: PageHead = {
  title: EVIL,
  about: 'many',
  language: 'en',
  timeZone: 'Asia/Shanghai',
  filter: { actor: EVIL },
  by: EVIL,
  at: '2026-11-16T02:00:00.000Z',
  kind: (kind) => kind,
  fieldLabel: (name) => name,
  fieldValue: (_name, value) => String(value),
};

describe('The history as CSV', () => {
  it('lets no cell begin as a formula does, whoever wrote it', async () => {
    const evil = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', EVIL];
    const lines = evil.map((id) =>
      line({
        actor: { id, roles: [id], onBehalfOf: id },
        sentence: id,
        correlationId: id,
        changes: [{ field: id, from: 1, to: 2 }],
      }),
    );
    const csv = await text(csvLines(those(...lines)));
    expect(csv.startsWith('\u{FEFF}recordedAt,')).toBe(true);
    const rows: string[][] = parse(csv, { bom: true });
    expect(rows).toHaveLength(evil.length + 1);
    expect(rows.flat().filter((cell) => /^[=+@\t-]/.test(cell))).toEqual([]);
    expect(rows.map((row) => row.length)).toEqual(rows.map(() => 17));
  });
});

describe('The history as JSONL', () => {
  it('is one document a line', async () => {
    const lines = (await text(jsonLines(those(line(), line({ sentence: 'two\nlines' }))))).trimEnd().split('\n');
    expect(lines.map((each) => (JSON.parse(each) as AuditedEvent).sentence)).toEqual(['li noted: x', 'two\nlines']);
  });
});

describe('The history as a page', () => {
  it('takes what people wrote for text', async () => {
    const evil = line({ sentence: EVIL, type: EVIL, changes: [{ field: EVIL, from: EVIL, to: null }] });
    const page = await text(htmlPage(those(evil), head));
    expect(page).not.toContain('<b>');
    expect(page).not.toMatch(/<script|onerror|https?:\/\/(?!evil)/);
    expect(page).toContain('&lt;b&gt;x&lt;/b&gt;');
    expect(page).toContain(`<style>${STYLE}</style>`);
  });

  it('tells both times where they differ, in the zone of the desk', async () => {
    const page = await text(htmlPage(those(line({ recordedAt: '2026-11-16T03:30:00.000Z' })), head));
    expect(page).toContain('>2026-11-16 10:00:00</time>');
    expect(page).toContain('recorded 2026-11-16 11:30:00');
    expect(page).toContain('INC-1');
  });

  it('says so when there is nothing, or more than a page holds', async () => {
    expect(await text(htmlPage(those(), head))).toContain('Nothing was recorded.');
    const many = Array.from({ length: MOST_ON_A_PAGE + 1 }, () => line());
    const page = await text(htmlPage(those(...many), head));
    expect(page.match(/<tr><td/g)).toHaveLength(MOST_ON_A_PAGE);
    expect(page).toContain('CSV and JSONL give all');
  });
});

describe('The form', () => {
  it.each([
    ['csv', 'text/html', 'csv'],
    [undefined, 'text/html,application/xhtml+xml;q=0.9', 'html'],
    [undefined, 'application/x-ndjson', 'jsonl'],
    [undefined, 'image/png, text/csv;q=0.5', 'csv'],
    [undefined, '*/*', 'json'],
    [undefined, undefined, 'json'],
  ] as const)('%s and Accept %s give %s', (format, accept, expected) => {
    expect(formatOf(format, accept)).toBe(expected);
  });
});
