import type { CompiledProfile, TermKind } from '@evidesk/profiles';
import type { FigureDefinition } from '../../domain/figure-definition.js';
import { definitionOf, FIGURE_NAMES, type FigureName } from '../../domain/figures.js';
import { type FigureValue, type KpiFigures, numberOf } from '../../domain/kpi-figures.js';
import type { KpiGroup } from '../monthly-kpi/live-kpis.js';
import { FORM_DIMENSIONS, type ReportData } from './report-data.js';
import { ageInWords, daysInWords, DIMENSION_WORDS, durationInWords, type Language, PERIODS, WORDS } from './words.js';

export type CellKind = 'text' | 'count' | 'percent' | 'points' | 'ms' | 'score' | 'change-ms' | 'change';
/** A value with how it is to be read. */
export interface Cell {
  readonly kind: CellKind;
  readonly value: string | number | null;
}

/** A table in one language. */
export interface Table {
  /** Names the sheet of a workbook. */
  readonly key: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export const text = (value: string): Cell => ({ kind: 'text', value });
export const cell = (kind: CellKind, value: number | null): Cell => ({ kind, value });

const UNIT: Readonly<Record<FigureDefinition['kind'], CellKind>> = {
  count: 'count',
  percent: 'percent',
  mean: 'ms',
  score: 'score',
  percentile: 'ms',
};
const CHANGE: Readonly<Record<string, CellKind>> = {
  count: 'change',
  percent: 'points',
  ms: 'change-ms',
  score: 'change',
};

/** All tables of a report: key figures, the parts of the statistics form, months, backlog, corrections (S1-39, S1-88). */
export function reportTables(data: ReportData, profile: CompiledProfile, language: Language): readonly Table[] {
  return [
    figuresTable(data, language),
    ...FORM_DIMENSIONS.map((dimension) => groupTable(dimension, data, profile, language)),
    monthsTable(data, language),
    backlogTable(data, language),
    ...openNowTable(data, language),
    ...correctionsTable(data, language),
  ];
}

function figuresTable({ report, catalogue }: ReportData, language: Language): Table {
  const columns = (
    ['figure', 'value', 'parts', 'before', 'change', 'goal', 'formula', 'period', 'owner', 'requirement'] as const
  ).map((word) => WORDS[word][language]);
  const names = FIGURE_NAMES.filter((name) => report.all[name] !== undefined);
  const rows = names.map((name) => {
    const definition = definitionOf(name);
    const entry = catalogue.find(({ code }) => code === definition.code);
    const first = FIGURE_NAMES.find((other) => definitionOf(other).code === definition.code) === name;
    const kind = UNIT[definition.kind];
    const [value, before] = [report.all[name] ?? 0, report.previous.all[name] ?? 0];
    return [
      text(definition.labels[language]),
      cell(kind, numberOf(value)),
      text(partsOf(value, kind, language)),
      cell(kind, numberOf(before)),
      cell(CHANGE[kind] ?? 'change', report.changes[name] ?? null),
      text(first ? goal(entry?.target, numberOf(value), language) : ''),
      text(definition.formula[language]),
      text(entry === undefined ? '' : PERIODS[entry.period][language]),
      text(entry?.owner ?? ''),
      text(definition.requirement),
    ];
  });
  return { key: 'figures', title: WORDS.figures[language], columns, rows };
}

/** A figure by itself. */
export function figureCells(name: FigureName, report: ReportData['report'], language: Language) {
  const definition = definitionOf(name);
  const kind = UNIT[definition.kind];
  return {
    label: definition.labels[language],
    value: cell(kind, numberOf(report.all[name] ?? 0)),
    change: cell(CHANGE[kind] ?? 'change', report.changes[name] ?? null),
  };
}

function goal(target: number | undefined, value: number | null, language: Language): string {
  if (target === undefined) return '';
  const wanted = target >= 100 ? `${target} %` : `≥ ${target} %`;
  if (value === null) return wanted;
  return `${wanted} ${value >= target ? '✓' : '✗'} ${WORDS[value >= target ? 'reached' : 'missed'][language]}`;
}

/** `12 ÷ 14`; of percentiles how many there are. */
function partsOf(value: FigureValue, kind: CellKind, language: Language): string {
  if (typeof value === 'number') return '';
  if ('count' in value) return `n = ${value.count}`;
  const numerator = kind === 'ms' ? durationInWords(value.numerator, language) : String(value.numerator);
  return `${numerator} ÷ ${value.denominator}`;
}

/** The figures that the statistics form shows of each group. */
const FORM_FIGURES: readonly FigureName[] = [
  'recorded',
  'closed',
  'resolutionRate',
  'onTimeResolutionRate',
  'slaAttainment',
  'meanResponseMs',
  'meanResolutionMs',
  'satisfaction',
  'reassignments',
];
const formColumns = (language: Language) => FORM_FIGURES.map((name) => definitionOf(name).labels[language]);
const formCells = (figures: KpiFigures) =>
  FORM_FIGURES.map((name) => cell(UNIT[definitionOf(name).kind], numberOf(figures[name] ?? 0)));

export const byValue = (a: KpiGroup, b: KpiGroup) => (a.value < b.value ? -1 : 1);
/** The largest first. */
export const bySize = (a: KpiGroup, b: KpiGroup) =>
  b.figures.recorded - a.figures.recorded || (a.value < b.value ? -1 : 1);

/** What a value of a dimension is called. */
export function labelOf(dimension: string, value: string, profile: CompiledProfile, language: Language): string {
  if (value === '-') return WORDS.none[language];
  return profile.labels(dimension as TermKind, value)?.[language] ?? value;
}

function groupTable(
  dimension: (typeof FORM_DIMENSIONS)[number],
  { groups, report }: ReportData,
  profile: CompiledProfile,
  language: Language,
): Table {
  const found = [...(groups[dimension] ?? [])].sort(dimension === 'priority' ? byValue : bySize);
  const recorded = report.all.recorded;
  const share = (figures: KpiFigures) =>
    recorded === 0 ? null : Math.round((figures.recorded * 10_000) / recorded) / 100;
  const [, ...others] = formCells(report.all);
  const row = (label: string, figures: KpiFigures): readonly Cell[] => {
    const [count = cell('count', 0), ...rest] = formCells(figures);
    return [text(label), count, cell('percent', share(figures)), ...rest];
  };
  const [first = '', ...columns] = formColumns(language);
  return {
    key: dimension,
    title: WORDS[dimension][language],
    columns: [DIMENSION_WORDS[dimension][language], first, WORDS.share[language], ...columns],
    rows: [
      ...found.map(({ value, figures }) => row(labelOf(dimension, value, profile, language), figures)),
      [text(WORDS.total[language]), cell('count', recorded), cell('percent', recorded === 0 ? null : 100), ...others],
    ],
  };
}

function monthsTable({ trend }: ReportData, language: Language): Table {
  return {
    key: 'months',
    title: WORDS.byMonth[language],
    columns: [WORDS.monthColumn[language], ...formColumns(language)],
    rows: trend.map(({ month, figures }) => [text(month), ...formCells(figures)]),
  };
}

function backlogTable({ report: { backlog } }: ReportData, language: Language): Table {
  return {
    key: 'backlog',
    title: `${WORDS.backlog[language]} (${backlog.month})`,
    columns: [WORDS.age[language], WORDS.open[language]],
    rows: [
      ...backlog.byAge.map(({ age, open }) => [text(ageInWords(age, language)), cell('count', open)]),
      [text(WORDS.total[language]), cell('count', backlog.open)],
    ],
  };
}

function openNowTable({ openNow }: ReportData, language: Language): readonly Table[] {
  if (openNow === undefined) return [];
  const rows = openNow.map(({ days, open }, index) => [
    text(daysInWords(openNow[index - 1]?.days ?? 0, days, language)),
    cell('count', open),
  ]);
  return [
    { key: 'open-now', title: WORDS.openNow[language], columns: [WORDS.age[language], WORDS.open[language]], rows },
  ];
}

function correctionsTable({ report: { frozen } }: ReportData, language: Language): readonly Table[] {
  if (frozen === undefined || frozen.corrections.length === 0) return [];
  const rows = frozen.corrections.map(({ figure, frozen: then, now }) => {
    const definition = definitionOf(figure);
    const kind = UNIT[definition.kind];
    return [
      text(definition.labels[language]),
      cell(kind, numberOf(then)),
      text(partsOf(then, kind, language)),
      cell(kind, numberOf(now)),
      text(partsOf(now, kind, language)),
    ];
  });
  const columns = [WORDS.figure, WORDS.frozenValue, WORDS.parts, WORDS.nowValue, WORDS.parts].map(
    (word) => word[language],
  );
  return [{ key: 'corrections', title: WORDS.corrections[language], columns, rows }];
}
