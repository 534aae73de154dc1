/** Sums over a cohort of incidents, by name. */
export type Measures = Readonly<Record<string, number>>;

/** A figure that is a quotient, with both its parts, so that nobody has to believe it. */
export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
  /** Percent with two decimals, or the mean in the unit of the numerator; `null` when there is nothing to divide by. */
  readonly value: number | null;
}

/** The monthly figures of one group of incidents. Durations in ms. */
export interface KpiFigures {
  /** Incidents reported in the period (S0-90). */
  readonly recorded: number;
  /** Of those: closed by now ÷ reported (S0-90, C8). */
  readonly closureRate: Ratio;
  /** Incidents closed in the period: the cohort of all the figures below (C8). */
  readonly closed: number;
  /** Mean time from report to first response, in calendar and in working time (S0-91). */
  readonly meanResponseMs: Ratio;
  readonly meanResponseWorkingMs: Ratio;
  /** Mean time from report to resolution, in calendar and in working time (S0-91). */
  readonly meanResolutionMs: Ratio;
  readonly meanResolutionWorkingMs: Ratio;
  /** Mean score from 0 to 5, over those who gave one (S0-92, C20). */
  readonly satisfaction: Ratio;
  /** Solved by the line ÷ handled by the line (S0-93). */
  readonly firstLineResolutionRate: Ratio;
  readonly secondLineResolutionRate: Ratio;
  /** Successfully resolved ÷ closed, without the outcomes that do not count (S1-57, C9). */
  readonly resolutionRate: Ratio;
  /** Resolved within the target of their level ÷ closed, without the outcomes that do not count (S1-58, C10). */
  readonly onTimeResolutionRate: Ratio;
  readonly cancelled: number;
  readonly duplicates: number;
}

/** Computes the figures from the sums of the two cohorts: incidents reported, and incidents ended, in the period. */
export function kpiFigures(reported: Measures, ended: Measures): KpiFigures {
  const [r, e] = [(name: string) => reported[name] ?? 0, (name: string) => ended[name] ?? 0];
  return {
    recorded: r('recorded'),
    closureRate: percent(r('closed'), r('recorded')),
    closed: e('closed'),
    meanResponseMs: mean(e('responseMs'), e('responded')),
    meanResponseWorkingMs: mean(e('responseWorkingMs'), e('responded')),
    meanResolutionMs: mean(e('resolutionMs'), e('resolved')),
    meanResolutionWorkingMs: mean(e('resolutionWorkingMs'), e('resolved')),
    satisfaction: score(e('satisfactionTenths'), e('rated')),
    firstLineResolutionRate: percent(e('resolvedByLine1'), e('handledByLine1')),
    secondLineResolutionRate: percent(e('resolvedByLine2'), e('handledByLine2')),
    resolutionRate: percent(e('successful'), e('counted')),
    onTimeResolutionRate: percent(e('onTime'), e('counted')),
    cancelled: e('cancelled'),
    duplicates: e('duplicate'),
  };
}

/** Adds up the sums of several periods or groups. */
export function addMeasures(all: readonly Measures[]): Measures {
  const total: Record<string, number> = {};
  for (const measures of all) {
    for (const [name, value] of Object.entries(measures)) total[name] = (total[name] ?? 0) + value;
  }
  return total;
}

function percent(numerator: number, denominator: number): Ratio {
  const value = denominator === 0 ? null : Math.round((numerator * 10_000) / denominator) / 100;
  return { numerator, denominator, value };
}

function mean(numerator: number, denominator: number): Ratio {
  return { numerator, denominator, value: denominator === 0 ? null : Math.round(numerator / denominator) };
}

function score(tenths: number, denominator: number): Ratio {
  const value = denominator === 0 ? null : Math.round((tenths * 10) / denominator) / 100;
  return { numerator: tenths / 10, denominator, value };
}
