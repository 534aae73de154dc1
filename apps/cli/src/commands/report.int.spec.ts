import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT } from '../exit-codes.js';
import { run } from '../main.js';

const data = mkdtempSync(join(tmpdir(), 'evidesk-cli-report-'));

async function evidesk(...argv: readonly string[]) {
  let out = '';
  let err = '';
  const stdout = { write: (text: string) => (out += text) };
  const stderr = { write: (text: string) => (err += text) };
  const env = { EVIDESK_DATA: data, EVIDESK_LOG_LEVEL: 'silent' };
  const code = await run(argv, { env, stdout, stderr, watched: false });
  return { code, out, err };
}

describe('evidesk report', () => {
  beforeAll(async () => {
    const { code } = await evidesk('demo', '--seed', '5', '--month', '2026-06', '--incidents', '40');
    expect(code).toBe(EXIT.ok);
  }, 120_000);
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  it('explains itself', async () => {
    const { code, out } = await evidesk('report', '--help');
    expect(code).toBe(EXIT.ok);
    expect(out).toContain('Usage: evidesk report');
    expect(out).toContain('Exit codes:');
  });

  it('S1-39 S1-88 writes the page with its charts, in Chinese where asked', async () => {
    const file = join(data, 'june.html');
    const { code, err } = await evidesk('report', '2026-06', '--html', '--lang', 'zh-CN', '--out', file);
    expect([code, err]).toEqual([EXIT.ok, expect.stringContaining('40 incidents recorded in 2026-06')]);
    const html = readFileSync(file, 'utf8');
    expect(html).toContain('事件信息统计表 2026-06');
    expect(html.match(/<svg role="img"/g)?.length).toBeGreaterThanOrEqual(5);
  });

  it('S1-39 writes the year as a workbook and as CSV', async () => {
    for (const format of ['xlsx', 'csv']) {
      const file = join(data, `year.${format}`);
      expect((await evidesk('report', '2026', `--${format}`, '--out', file)).code).toBe(EXIT.ok);
      expect(existsSync(file)).toBe(true);
    }
    expect(readFileSync(join(data, 'year.xlsx')).subarray(0, 2).toString()).toBe('PK');
  });

  it('S0-90 prints JSON', async () => {
    const { out } = await evidesk('report', '2026-Q2', '--json');
    expect(JSON.parse(out)).toMatchObject({ kind: 'quarter', report: { all: { recorded: 40 } } });
  });

  it.each([
    [['2999-01'], EXIT.refused, 'the latest are'],
    [['june'], EXIT.refused, 'a month 2026-10'],
    [['2026-06', '--xlsx', '--out', '-'], EXIT.usage, '--out statistics.xlsx'],
    [['2026-06', '--xlsx', '--csv'], EXIT.usage, 'cannot be used with'],
    [['2026-06', '--lang', 'fr'], EXIT.usage, 'Allowed choices are en, zh-CN'],
  ])('says what would be right: %j', async (argv, exit, words) => {
    const { code, err } = await evidesk('report', ...argv);
    expect(err).toContain(words);
    expect(code).toBe(exit);
  });
});
