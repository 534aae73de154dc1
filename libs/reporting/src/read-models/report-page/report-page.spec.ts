import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import readXlsxFile from 'read-excel-file/node';
import { Life } from '../../../../incidents/testing/incident-kit.js';
import { lifeOf, november } from '../../../testing/lives.fixture.js';
import { ReportDesk } from '../../../testing/report-desk.fixture.js';
import { PAGE_POLICY } from './html.js';
import { formatOf } from './reports.http.js';
import { durationInWords } from './words.js';

let desk: ReportDesk;
beforeAll(async () => {
  desk = await ReportDesk.open('2026-11-30T02:00:00.000Z');
  const hostile = lifeOf(desk.profile, {
    reported: '2026-11-10T02:00:00.000Z',
    reportingUnit: '=HYPERLINK("x")<script>alert(1)</script>',
  });
  await desk.tell([...november(desk.profile), hostile]);
});
afterAll(() => desk.close());

const page = async (period: string, language: 'en' | 'zh-CN' = 'en') =>
  String((await desk.rendered(period, 'html', language)).body);

describe('The statistics form as a page', () => {
  it('S1-39 S1-88 shows every figure with formula, period and owner, and the parts by level, category, cause and unit', async () => {
    const html = await page('2026-11', 'zh-CN');
    for (const words of [
      '事件信息统计表 2026-11',
      '月报',
      '事件解决率',
      '66.67 %',
      '运维服务部',
      '按级别',
      '按类别',
      '按原因',
      '按报告单位',
      'SLA达成率',
    ])
      expect(html).toContain(words);
    expect(html).toContain('<html lang="zh-CN">');
  });

  it('S1-39 is monthly, quarterly and yearly', async () => {
    expect(await page('2026')).toContain('yearly report');
    expect(await page('2026-Q4')).toContain('quarterly report');
  });

  it('S1-39 has charts drawn as SVG, the same each time', async () => {
    const html = await page('2026-11');
    expect(html.match(/<svg role="img"[^>]*viewBox="0 0 480 \d+"/g)?.length).toBe(6);
    expect(await page('2026-11')).toBe(html);
  });

  it('needs nothing but its own style sheet, and its policy allows no more', async () => {
    const html = await page('2026-11');
    expect(html).not.toMatch(/<script|<img|<iframe| style=|javascript:|\son\w+=/);
    expect(html.match(/<style/g)).toHaveLength(1);
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
    expect(PAGE_POLICY).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(PAGE_POLICY).toMatch(/^default-src 'none'/);
  });

  it('shows what people wrote as text', async () => {
    expect(await page('2026-11')).toContain('=HYPERLINK(&quot;x&quot;)&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('S1-39 says so when nothing happened', async () => {
    expect(await page('2026-01')).toContain('No incidents in this period.');
  });

  it('S1-39 a frozen month shows when, by whom and up to where it is final', async () => {
    const other = await ReportDesk.open('2026-12-02T02:00:00.000Z');
    try {
      await other.tell(november(other.profile));
      await other.freeze('2026-11');
      expect(String((await other.rendered('2026-11', 'html')).body)).toMatch(
        /Final: 2026-12-02T02:00:00\.000Z, by the-incident_manager, as of position \d+/,
      );
    } finally {
      await other.close();
    }
  });
});

describe('The statistics form as files', () => {
  it('S1-39 S1-88 is a workbook with a sheet a table, numbers as numbers and texts as texts', async () => {
    const { body, fileName, mediaType } = await desk.rendered('2026', 'xlsx');
    expect([fileName, mediaType]).toEqual([
      'incident-statistics-2026.xlsx',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ]);
    const sheets = await readXlsxFile(body as Buffer);
    expect(sheets.map(({ sheet }) => sheet)).toEqual([
      'Key figures',
      'By level',
      'By category',
      'By cause',
      'By reporting unit',
      'By month',
      'Open at the end of the period (',
      'Open now, by age',
    ]);
    const rows = sheets[0]?.data ?? [];
    const row = rows.find(([first]) => first === 'Resolution rate');
    expect(row?.slice(0, 3)).toEqual(['Resolution rate', 0.6667, '2 ÷ 3']);
    expect(sheets[4]?.data.some(([unit]) => String(unit).startsWith('=HYPERLINK'))).toBe(true);
  });

  it('S1-39 is a CSV with a line a figure, whose texts no spreadsheet takes for formulas', async () => {
    const { body } = await desk.rendered('2026-11', 'csv');
    const lines = parse<Record<string, string>>(String(body), { bom: true, columns: true });
    expect(lines.find(({ dimension, figure }) => dimension === 'all' && figure === 'resolutionRate')).toMatchObject({
      period: '2026-11',
      kpi: 'resolution_rate',
      requirement: 'S1-57',
      numerator: '2',
      denominator: '3',
      result: '66.67',
      unit: 'percent',
    });
    const hostile = lines.filter(({ value }) => value?.includes('HYPERLINK'));
    expect(hostile.length).toBeGreaterThan(0);
    expect(hostile.every(({ value }) => value?.startsWith("'="))).toBe(true);
  });

  it('S1-39 is JSON with everything in it', async () => {
    const data = JSON.parse(String((await desk.rendered('2026-11', 'json')).body)) as Awaited<
      ReturnType<ReportDesk['data']>
    >;
    expect(data.report.all.recorded).toBe(6);
    expect(data.trend).toHaveLength(12);
    expect(data.openNow?.reduce((sum, { open }) => sum + open, 0)).toBe(2);
    expect(data.catalogue.map(({ code }) => code)).toContain('acceptance_rate');
  });

  it.each([
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'html'],
    ['text/csv', 'csv'],
    ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
    ['application/json', 'json'],
    ['*/*', 'json'],
    [undefined, 'json'],
  ])('Accept %s is %s', (accept, format) => {
    expect(formatOf(accept)).toBe(format);
  });
});

describe('What a report costs', () => {
  /** The same incidents over again: as many values of dimensions, ever more incidents. */
  async function askedFor(times: number) {
    const many = await ReportDesk.open('2026-11-30T02:00:00.000Z');
    try {
      const lives: Life[] = november(many.profile);
      await many.tell(Array.from({ length: times }, () => lives).flat());
      await many.rendered('2026', 'html');
      await many.kpis('2026', 'priority');
      Object.assign(many.asked, { calls: 0, documents: 0 });
      await many.rendered('2026', 'html');
      await many.kpis('2026', 'priority');
      return { ...many.asked };
    } finally {
      await many.close();
    }
  }

  it('S1-39 a yearly report reads as much with 20 times the incidents', async () => {
    const few = await askedFor(6);
    expect(await askedFor(120)).toEqual(few);
    expect(few.calls).toBeLessThan(30);
  });
});

describe('durationInWords', () => {
  it.each([
    [0, '0 s', '0 秒'],
    [61_000, '1 min 1 s', '1 分 1 秒'],
    [7_200_000, '2 h', '2 小时'],
    [-90_000_000, '−1 d 1 h', '−1 天 1 小时'],
    [999, '1 s', '1 秒'],
  ])('%d ms is %s', (ms, en, zh) => {
    expect([durationInWords(ms, 'en'), durationInWords(ms, 'zh-CN')]).toEqual([en, zh]);
  });
});
