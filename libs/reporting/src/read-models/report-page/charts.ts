import type { CompiledProfile } from '@evidesk/profiles';
import type { EChartsCoreOption } from 'echarts/core';
import { type KpiFigures, numberOf } from '../../domain/kpi-figures.js';
import type { KpiGroup } from '../monthly-kpi/live-kpis.js';
import type { ReportData } from './report-data.js';
import { bySize, byValue, labelOf } from './report-tables.js';
import { ageInWords, type Language, WORDS } from './words.js';

/** A chart as an SVG element, with its title. */
export interface Chart {
  readonly title: string;
  readonly svg: string;
}

/** Narrow enough to be read on a phone when scaled to its width. */
const WIDTH = 480;
const HEIGHT = 280;
const FONT = 13;
const COLOURS = ['#2563a8', '#d9822b', '#2f855a', '#7a4fb5'];
const GREY = '#556';
/** Kinds told apart by shape too, so that they can be read without colour. */
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond'];
const BARS_SHOWN = 8;
const LABEL_LENGTH = 26;

type Draw = (option: EChartsCoreOption, id: string, height?: number) => string;

/** Draws the charts of a report. The charting library is loaded when the first report is drawn. */
export async function drawCharts(
  data: ReportData,
  profile: CompiledProfile,
  language: Language,
): Promise<readonly Chart[]> {
  const draw = await drawing();
  const { trend, groups, report } = data;
  const bars = (
    title: string,
    id: string,
    dimension: 'priority' | 'category' | 'cause',
    rows: readonly KpiGroup[] | undefined,
  ): Chart[] => {
    const shown = [...(rows ?? [])]
      .filter(({ figures }) => figures.recorded > 0)
      .sort(dimension === 'priority' ? byValue : bySize)
      .slice(0, BARS_SHOWN);
    if (shown.length === 0) return [];
    const named = shown.map(({ value, figures }) => ({
      name: labelOf(dimension, value, profile, language),
      value: figures.recorded,
    }));
    return [{ title, svg: draw(ranking(named), id, 70 + 28 * Math.max(3, named.length)) }];
  };
  const months = trend.map(({ month }) => month);
  return [
    {
      title: WORDS.recordedAndClosed[language],
      svg: draw(
        monthly(months, 'bar', [
          { name: FLOW.recorded[language], data: trend.map(({ figures }) => figures.recorded) },
          { name: FLOW.closed[language], data: trend.map(({ figures }) => figures.closed) },
        ]),
        'flow',
      ),
    },
    {
      title: WORDS.rates[language],
      svg: draw(
        monthly(
          months,
          'line',
          RATES.map(([name, words]) => ({
            name: words[language],
            data: trend.map(({ figures }) => rate(figures, name)),
          })),
        ),
        'rates',
      ),
    },
    ...bars(WORDS.priority[language], 'priority', 'priority', groups.priority),
    ...bars(WORDS.topCategories[language], 'category', 'category', groups.category),
    ...bars(WORDS.topCauses[language], 'cause', 'cause', groups.cause),
    ...(report.backlog.open === 0
      ? []
      : [
          {
            title: `${WORDS.backlog[language]} (${report.backlog.month})`,
            svg: draw(
              ranking(report.backlog.byAge.map(({ age, open }) => ({ name: ageInWords(age, language), value: open }))),
              'backlog',
            ),
          },
        ]),
  ];
}

const FLOW = {
  recorded: { en: 'recorded', 'zh-CN': '新增' },
  closed: { en: 'closed', 'zh-CN': '关闭' },
} as const;
const RATES = [
  ['resolutionRate', { en: 'resolution', 'zh-CN': '解决率' }],
  ['onTimeResolutionRate', { en: 'on time', 'zh-CN': '按时解决率' }],
  ['slaAttainment', { en: 'SLA', 'zh-CN': 'SLA达成率' }],
] as const;
const rate = (figures: KpiFigures, name: (typeof RATES)[number][0]) => numberOf(figures[name]);

interface Series {
  readonly name: string;
  readonly data: readonly (number | null)[];
}

/** Series over months. Percentages begin where they differ, so that a fall can be seen. */
function monthly(months: readonly string[], type: 'bar' | 'line', series: readonly Series[]): EChartsCoreOption {
  const lowest = Math.min(100, ...series.flatMap(({ data }) => data.filter((value) => value !== null)));
  return {
    ...COMMON,
    legend: { bottom: 0, itemHeight: 10, textStyle: { fontSize: FONT, color: GREY } },
    grid: { left: 8, right: 12, top: 14, bottom: 34, ...CONTAINED },
    xAxis: {
      type: 'category',
      data: months.map((month) => month.slice(2)),
      axisLabel: { fontSize: FONT - 2, color: GREY, rotate: 40 },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      axisLabel: { fontSize: FONT - 1, color: GREY },
      ...(type === 'line' ? { max: 100, min: Math.max(0, Math.floor((lowest - 5) / 10) * 10) } : {}),
    },
    series: series.map(({ name, data }, index) => ({
      name,
      type,
      data: [...data],
      silent: true,
      emphasis: { disabled: true },
      barMaxWidth: 14,
      symbol: SYMBOLS[index],
      symbolSize: 8,
      connectNulls: false,
    })),
  };
}

/** Bars one below the other, the first on top, each with its number. */
function ranking(rows: readonly { readonly name: string; readonly value: number }[]): EChartsCoreOption {
  return {
    ...COMMON,
    grid: { left: 8, right: 48, top: 8, bottom: 8, ...CONTAINED },
    xAxis: { type: 'value', minInterval: 1, axisLabel: { show: false }, splitLine: { show: false } },
    yAxis: {
      type: 'category',
      inverse: true,
      data: rows.map(({ name }) => (name.length > LABEL_LENGTH ? `${name.slice(0, LABEL_LENGTH - 1)}…` : name)),
      axisTick: { show: false },
      axisLabel: { fontSize: FONT, color: GREY },
    },
    series: [
      {
        type: 'bar',
        data: rows.map(({ value }) => value),
        silent: true,
        emphasis: { disabled: true },
        barMaxWidth: 18,
        label: { show: true, position: 'right', fontSize: FONT, color: GREY },
      },
    ],
  };
}

/** Room is made for the labels of the axes. */
const CONTAINED = { outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' } as const;
const COMMON = { animation: false, color: COLOURS, textStyle: { fontFamily: 'sans-serif' } };

let loading: Promise<Draw> | undefined;

async function drawing(): Promise<Draw> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Draw> {
  const core = await import('echarts/core');
  const charts = await import('echarts/charts');
  const components = await import('echarts/components');
  const renderers = await import('echarts/renderers');
  core.use([
    charts.BarChart,
    charts.LineChart,
    components.GridComponent,
    components.LegendComponent,
    renderers.SVGRenderer,
  ]);
  return (option, id, height = HEIGHT) => {
    const chart = core.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
    try {
      chart.setOption(option);
      return strict(chart.renderToSVGString(), id);
    } finally {
      chart.dispose();
    }
  };
}

/**
 * The library's SVG without what a strict content security policy forbids or what differs from one drawing to the next:
 * its style sheet (for pointers), `style` attributes (become attributes of the same names), and counted ids.
 */
export function strict(svg: string, id: string): string {
  return svg
    .replace(/<style\s*>[\s\S]*?<\/style>/g, '')
    .replace(/ style="([^"]*)"/g, (_match, style: string) =>
      style
        .split(';')
        .filter((declaration) => declaration.includes(':'))
        .map((declaration) => {
          const [name = '', ...value] = declaration.split(':');
          return ` ${name.trim()}="${value.join(':').trim()}"`;
        })
        .join(''),
    )
    .replace(/ (?:class|ecmeta_[a-z_]+)="[^"]*"/g, '')
    .replace(/\bzr\d+-/g, `${id}-`)
    .replace(/^<svg width="\d+" height="\d+"/, '<svg role="img"');
}
