/** A text in the languages of the desk. */
export interface Words {
  readonly en: string;
  readonly 'zh-CN': string;
}

/**
 * Whose sums a figure is made of: incidents reported, ended, followed up, with a target that ended, or to which something
 * happened in the period; or contacts received in it.
 */
export type Cohort = 'reported' | 'ended' | 'followed-up' | 'target' | 'happened' | 'contact';

/** What all kinds of figures have. */
export interface Defined {
  /** The code of the catalogue (S1-60); several figures may belong to one. */
  readonly code: string;
  readonly cohort: Cohort;
  readonly requirement: string;
  readonly labels: Words;
  readonly formula: Words;
}

/** How a figure comes from sums. `numerator` and `denominator` name measures, which are added up. */
export type FigureDefinition = Defined &
  (
    | { readonly kind: 'count'; readonly numerator: readonly string[] }
    | {
        /** Per cent, a mean in ms, a mean score from tenths. */
        readonly kind: 'percent' | 'mean' | 'score';
        readonly numerator: readonly string[];
        readonly denominator: readonly string[];
      }
    | {
        readonly kind: 'percentile';
        readonly share: number;
        readonly histogram: Histogram;
        readonly denominator: readonly string[];
      }
  );

/** Durations of which the distribution is kept: of response and solution, in calendar and in working time. */
export type Histogram = 'rc' | 'rw' | 'sc' | 'sw';

/** A text in both languages. */
export const words = (en: string, zh: string): Words => ({ en, 'zh-CN': zh });

/** A mean duration of closed incidents (S0-91). */
export const mean = (
  code: string,
  numerator: string,
  denominator: string,
  what: Words,
  ends: Words,
): FigureDefinition & { readonly kind: 'mean' } => ({
  kind: 'mean',
  code,
  cohort: 'ended',
  requirement: 'S0-91',
  numerator: [numerator],
  denominator: [denominator],
  labels: what,
  formula: ends,
});

/** A percentile of a duration of closed incidents (S0-91). */
export const percentile = (
  code: string,
  histogram: Histogram,
  share: 0.5 | 0.9,
  of: Words,
): FigureDefinition & { readonly kind: 'percentile' } => ({
  kind: 'percentile',
  code,
  cohort: 'ended',
  requirement: 'S0-91',
  histogram,
  share,
  denominator: [histogram.startsWith('r') ? 'responded' : 'resolved'],
  labels:
    share === 0.5
      ? words(`Median ${of.en}`, `${of['zh-CN']}中位数`)
      : words(`90th percentile of ${of.en}`, `${of['zh-CN']}90分位`),
  formula:
    share === 0.5
      ? words('half of the closed incidents took no longer', '半数已关闭事件不超过该值')
      : words('nine of ten closed incidents took no longer', '九成已关闭事件不超过该值'),
});

/** A share. */
export const percent = (
  code: string,
  cohort: Cohort,
  requirement: string,
  numerator: readonly string[],
  denominator: readonly string[],
  labels: Words,
  formula: Words,
): FigureDefinition & { readonly kind: 'percent' } => ({
  kind: 'percent',
  code,
  cohort,
  requirement,
  numerator,
  denominator,
  labels,
  formula,
});

/** A plain count. */
export const count = (
  code: string,
  cohort: Cohort,
  requirement: string,
  numerator: string,
  labels: Words,
  formula: Words,
): FigureDefinition & { readonly kind: 'count' } => ({
  kind: 'count',
  code,
  cohort,
  requirement,
  numerator: [numerator],
  labels,
  formula,
});
