import type { Measures } from './kpi-figures.js';
import { monthsBetween } from './period.js';

/** What became of the incidents that were reported in one month: `recorded`, and how many ended in which month, `ended:2026-11`. */
export interface Flow {
  readonly month: string;
  readonly measures: Measures;
}

/** By how many months an open incident is older than the month at whose end it is looked at: from `min` to `max`. */
export const BACKLOG_AGES = [
  { age: '0', min: 0, max: 0 },
  { age: '1', min: 1, max: 1 },
  { age: '2', min: 2, max: 2 },
  { age: '3-5', min: 3, max: 5 },
  { age: '6-11', min: 6, max: 11 },
  { age: '12+', min: 12, max: Infinity },
] as const;

/** What was open at the end of a month, by age. */
export interface Backlog {
  readonly month: string;
  readonly open: number;
  /** By months since the month of the report: `0` was reported in the month itself. */
  readonly byAge: readonly { readonly age: string; readonly open: number }[];
}

/** The incidents that were reported by the end of a month and had not ended then. */
export function backlogAt(month: string, flows: readonly Flow[]): Backlog {
  const rows = flows
    .filter((flow) => flow.month <= month)
    .map((flow) => ({ months: monthsBetween(flow.month, month), open: openAt(month, flow.measures) }));
  const sum = (min: number, max: number) =>
    rows.filter(({ months }) => months >= min && months <= max).reduce((total, { open }) => total + open, 0);
  return {
    month,
    open: sum(0, Infinity),
    byAge: BACKLOG_AGES.map(({ age, min, max }) => ({ age, open: sum(min, max) })),
  };
}

function openAt(month: string, measures: Measures): number {
  let open = measures['recorded'] ?? 0;
  for (const [name, ended] of Object.entries(measures)) {
    if (name.startsWith(ENDED) && name.slice(ENDED.length) <= month) open -= ended;
  }
  return open;
}

const ENDED = 'ended:';
/** The measure that counts what ended in a month. */
export const endedIn = (month: string): string => `${ENDED}${month}`;
