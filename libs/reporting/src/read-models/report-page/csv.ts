import type { CompiledProfile } from '@evidesk/profiles';
import { stringify } from 'csv-stringify/sync';
import { definitionOf, FIGURE_NAMES } from '../../domain/figures.js';
import { type FigureValue, type KpiFigures, numberOf } from '../../domain/kpi-figures.js';
import type { ReportData } from './report-data.js';
import { labelOf } from './report-tables.js';
import type { Language } from './words.js';

const COLUMNS = [
  'period',
  'dimension',
  'value',
  'label',
  'figure',
  'kpi',
  'requirement',
  'numerator',
  'denominator',
  'result',
  'unit',
  'before',
  'asOfPosition',
] as const;
const UNITS = { count: 'count', percent: 'percent', mean: 'ms', score: 'score', percentile: 'ms' } as const;

/** Every figure of all incidents and of each group, a line each; texts that a spreadsheet would take for formulas are defused. */
export function csvReport({ report, groups }: ReportData, profile: CompiledProfile, language: Language): string {
  const { period, asOfPosition } = report;
  const lines = (dimension: string, value: string, label: string, now: KpiFigures, before: KpiFigures) =>
    FIGURE_NAMES.filter((name) => now[name] !== undefined).map((name) => {
      const { code, requirement, kind } = definitionOf(name);
      const figure = now[name] ?? 0;
      const [numerator, denominator] = partsOf(figure);
      const result = numberOf(figure);
      const earlier = numberOf(before[name] ?? 0);
      return [
        period,
        dimension,
        value,
        label,
        name,
        code,
        requirement,
        numerator,
        denominator,
        result,
        UNITS[kind],
        earlier,
        asOfPosition,
      ];
    });
  const rows = [
    ...lines('all', '', '', report.all, report.previous.all),
    ...Object.entries(groups).flatMap(([dimension, found]) =>
      found.flatMap(({ value, figures, previous }) =>
        lines(dimension, value === '-' ? '' : value, labelOf(dimension, value, profile, language), figures, previous),
      ),
    ),
  ];
  return stringify([[...COLUMNS], ...rows], { bom: true, escape_formulas: true, record_delimiter: 'windows' });
}

function partsOf(value: FigureValue): readonly [number, number | null] {
  if (typeof value === 'number') return [value, null];
  return 'count' in value ? [value.count, null] : [value.numerator, value.denominator];
}
