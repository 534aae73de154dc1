import type { FigureDefinition, Histogram } from './figure-definition.js';
import { definitionOf, type FIGURES, type FigureName, FIGURE_NAMES, ofIncidents } from './figures.js';
import { type Percentile, percentileOf } from './histogram.js';

/** Sums over incidents, by name. */
export type Measures = Readonly<Record<string, number>>;

/** A figure that is a quotient, with both its parts, so that nobody has to believe it. */
export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
  /** Percent with two decimals, or the mean in the unit of the numerator; `null` when there is nothing to divide by. */
  readonly value: number | null;
}

type ValueOf<Kind> = Kind extends 'count' ? number : Kind extends 'percentile' ? Percentile : Ratio;
/** A value of any kind. */
export type FigureValue = number | Ratio | Percentile;

type All = { readonly [Name in FigureName]: ValueOf<(typeof FIGURES)[Name]['kind']> };
type OfContacts = 'contactsReceived' | 'acceptanceRate' | 'recordingRate' | 'complaintRate';
/** The figures of one period; those of contacts are there for all incidents together only. Durations in ms. */
export type KpiFigures = Omit<All, OfContacts> & Partial<Pick<All, OfContacts>>;

/**
 * Computes the figures from sums.
 * @param counts of every cohort @param times how often each bucket of a histogram was hit, as `rc:17`
 * @param contacts sums of the contact log; without them the figures of contacts are left out
 */
export function kpiFigures(counts: Measures, times: Measures, contacts?: Measures): KpiFigures {
  const sums = { ...counts, ...contacts };
  const histograms = histogramsOf(times);
  const names = contacts === undefined ? FIGURE_NAMES.filter(ofIncidents) : FIGURE_NAMES;
  const figures = names.map((name) => [name, figure(definitionOf(name), sums, histograms)] as const);
  return Object.fromEntries(figures) as unknown as KpiFigures;
}

function figure(definition: FigureDefinition, sums: Measures, histograms: Histograms): FigureValue {
  if (definition.kind === 'percentile')
    return percentileOf(histograms.get(definition.histogram) ?? new Map(), definition.share);
  const numerator = total(sums, definition.numerator);
  if (definition.kind === 'count') return numerator;
  const denominator = total(sums, definition.denominator);
  if (denominator === 0)
    return { numerator: definition.kind === 'score' ? numerator / 10 : numerator, denominator, value: null };
  switch (definition.kind) {
    case 'percent':
      return { numerator, denominator, value: Math.round((numerator * 10_000) / denominator) / 100 };
    case 'mean':
      return { numerator, denominator, value: Math.round(numerator / denominator) };
    case 'score':
      return { numerator: numerator / 10, denominator, value: Math.round((numerator * 10) / denominator) / 100 };
  }
}

const total = (sums: Measures, names: readonly string[]) => names.reduce((sum, name) => sum + (sums[name] ?? 0), 0);

type Histograms = ReadonlyMap<Histogram, ReadonlyMap<number, number>>;

function histogramsOf(times: Measures): Histograms {
  const histograms = new Map<Histogram, Map<number, number>>();
  for (const [name, count] of Object.entries(times)) {
    const histogram = name.slice(0, 2) as Histogram;
    const buckets = histograms.get(histogram) ?? new Map<number, number>();
    histograms.set(histogram, buckets.set(Number(name.slice(3)), count));
  }
  return histograms;
}

/** The number that a figure comes to; `null` when there is nothing to divide by. */
export const numberOf = (value: FigureValue): number | null => (typeof value === 'number' ? value : value.value);

/** How much more each figure is than before; percentages in points, times in ms. */
export type Changes = Readonly<Record<string, number | null>>;

/** How much more each figure is than before; `null` where one of both is nothing. Percentages differ in points. */
export function changesFrom(before: KpiFigures, now: KpiFigures): Changes {
  return Object.fromEntries(
    FIGURE_NAMES.filter((name) => now[name] !== undefined).map((name) => {
      const [from, to] = [before[name], now[name]].map((value) => (value === undefined ? null : numberOf(value)));
      const change = from === null || to === null || from === undefined || to === undefined ? null : to - from;
      return [name, change === null ? null : Math.round(change * 100) / 100];
    }),
  );
}

/** Adds up the sums of several periods or groups. */
export function addMeasures(all: readonly Measures[]): Measures {
  const sums: Record<string, number> = {};
  for (const measures of all) {
    for (const [name, value] of Object.entries(measures)) sums[name] = (sums[name] ?? 0) + value;
  }
  return sums;
}
