import type { BriefFigure, BriefFigures } from '../contract/report-events.js';
import { definitionOf, FIGURE_NAMES, type FigureName } from './figures.js';
import type { FigureValue, KpiFigures } from './kpi-figures.js';

/** Figures as an event keeps them. */
export function brief(figures: KpiFigures): BriefFigures {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, briefly(value)]));
}

function briefly(value: FigureValue): BriefFigure {
  if (typeof value === 'number') return value;
  if ('numerator' in value) return [value.numerator, value.denominator, value.value];
  return [value.count, value.value, value.low, value.high];
}

/** Figures as a report shows them; those that this version does not know are left out. */
export function inFull(figures: BriefFigures): KpiFigures {
  const known = FIGURE_NAMES.filter((name) => figures[name] !== undefined);
  return Object.fromEntries(known.map((name) => [name, fully(name, figures[name] ?? 0)])) as unknown as KpiFigures;
}

function fully(name: FigureName, value: BriefFigure): FigureValue {
  if (typeof value === 'number') return value;
  const [first, second, third, fourth] = value;
  if (definitionOf(name).kind === 'percentile')
    return { count: first, value: second, low: third, high: fourth ?? null };
  return { numerator: first, denominator: second ?? 0, value: third };
}

/** A figure that is no longer what it was when its month was frozen. */
export interface Correction {
  readonly figure: FigureName;
  readonly frozen: FigureValue;
  readonly now: FigureValue;
}

/** The figures that differ from the frozen ones. */
export function correctionsOf(frozen: BriefFigures, now: KpiFigures): readonly Correction[] {
  const present = brief(now);
  const full = inFull(frozen);
  return FIGURE_NAMES.flatMap((figure) => {
    const [before, after] = [full[figure], now[figure]];
    if (before === undefined || after === undefined) return [];
    return JSON.stringify(frozen[figure]) === JSON.stringify(present[figure])
      ? []
      : [{ figure, frozen: before, now: after }];
  });
}
