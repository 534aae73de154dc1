import type { Words } from '../../domain/figure-definition.js';

/** The languages of a report. */
export const LANGUAGES = ['en', 'zh-CN'] as const;
export type Language = (typeof LANGUAGES)[number];

const words = (en: string, zh: string): Words => ({ en, 'zh-CN': zh });

/** What a report says besides labels of the profile and of figures. */
export const WORDS = {
  title: words('Incident statistics', '事件信息统计表'),
  month: words('monthly report', '月报'),
  quarter: words('quarterly report', '季报'),
  year: words('yearly report', '年报'),
  charts: words('Charts', '图表'),
  figures: words('Key figures', '关键指标'),
  figure: words('Figure', '指标'),
  value: words('Value', '数值'),
  parts: words('Numerator ÷ denominator', '分子 ÷ 分母'),
  before: words('Before', '上期'),
  since: words('from', '较'),
  change: words('Change', '环比'),
  goal: words('Goal', '目标'),
  formula: words('Formula', '计算公式'),
  period: words('Period', '考核周期'),
  owner: words('Owner', '负责部门'),
  requirement: words('Requirement', '依据'),
  share: words('Share', '占比'),
  priority: words('By level', '按级别'),
  category: words('By category', '按类别'),
  cause: words('By cause', '按原因'),
  unit: words('By reporting unit', '按报告单位'),
  byMonth: words('By month', '按月'),
  monthColumn: words('Month', '月份'),
  backlog: words('Open at the end of the period', '期末未结事件'),
  openNow: words('Open now, by age', '当前未结事件（按时长）'),
  age: words('Reported', '报告于'),
  open: words('Open', '未结'),
  none: words('(none)', '（无）'),
  total: words('Total', '合计'),
  corrections: words('Corrections since it was frozen', '定稿后的更正'),
  frozenValue: words('Frozen', '定稿值'),
  nowValue: words('Now', '当前值'),
  frozen: words('Final', '已定稿'),
  by: words('by', '定稿人'),
  position: words('as of position', '截至位置'),
  made: words('made', '生成于'),
  profiles: words('profiles', '流程配置'),
  reached: words('reached', '达标'),
  missed: words('missed', '未达标'),
  recordedAndClosed: words('Recorded and closed', '新增与关闭'),
  rates: words('Rates by month, per cent', '月度比率（%）'),
  topCategories: words('Incidents by category', '事件类别分布'),
  topCauses: words('Incidents by cause', '事件原因分布'),
  noData: words('No incidents in this period.', '本期无事件。'),
  more: words(
    'The largest are shown; the others are in the XLSX and CSV files.',
    '仅显示数量最多者，其余见 XLSX、CSV 文件。',
  ),
  points: words('points', '个百分点'),
} as const;

/** What the first column of a part of the form holds. */
export const DIMENSION_WORDS = {
  priority: words('Level', '级别'),
  category: words('Category', '类别'),
  cause: words('Cause', '原因'),
  unit: words('Reporting unit', '报告单位'),
} as const;

/** How often a figure is reckoned (S1-60). */
export const PERIODS = {
  month: words('monthly', '月度'),
  quarter: words('quarterly', '季度'),
  year: words('yearly', '年度'),
} as const;

/** `0`, `1`, `3-5`, `12+` months before. */
export function ageInWords(age: string, language: Language): string {
  if (language === 'zh-CN') return age === '0' ? '当月' : `${age.replace('+', '及以上')} 个月前`;
  if (age === '0') return 'in the month itself';
  return age === '1' ? '1 month before' : `${age.replace('+', ' or more')} months before`;
}

/** Younger than so many days, and not younger than the bound before. */
export function daysInWords(from: number, to: number | undefined, language: Language): string {
  if (to === undefined) return language === 'zh-CN' ? `${from} 天以上` : `over ${from} days`;
  if (from === 0) return language === 'zh-CN' ? `${to} 天内` : `up to ${to === 1 ? '1 day' : `${to} days`}`;
  return language === 'zh-CN' ? `${from}–${to} 天` : `${from} to ${to} days`;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A duration with its two largest units: `2 d 3 h`. */
export function durationInWords(ms: number, language: Language): string {
  const sign = ms < 0 ? '−' : '';
  const units: readonly (readonly [number, string])[] =
    language === 'zh-CN'
      ? [
          [DAY, ' 天'],
          [HOUR, ' 小时'],
          [MINUTE, ' 分'],
          [1_000, ' 秒'],
        ]
      : [
          [DAY, ' d'],
          [HOUR, ' h'],
          [MINUTE, ' min'],
          [1_000, ' s'],
        ];
  const size = Math.round(Math.abs(ms) / 1_000) * 1_000;
  const first = units.findIndex(([unit]) => size >= unit);
  if (first < 0) return `0${units.at(-1)?.[1] ?? ''}`;
  let rest = size;
  const parts = units.slice(first, first + 2).flatMap(([unit, name]) => {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    return count === 0 ? [] : [`${count}${name}`];
  });
  return sign + parts.join(' ');
}
