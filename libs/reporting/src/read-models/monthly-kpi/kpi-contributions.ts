import type { Aggregate, Collection, Contribution } from '@evidesk/kernel';
import { DIMENSIONS, type KpiFacts } from './kpi-facts.js';

/** Monthly sums, by cohort and dimension value. */
export const kpiMonths: Collection<Aggregate> = {
  name: 'kpi_months',
  indexes: [{ name: 'month', fields: ['dimensions.month', 'dimensions.dimension'] }],
};

type Measures = Readonly<Record<string, number>>;

/**
 * What an incident adds to the sums: to the month in which it was reported, and to the one in which it was closed (C8).
 * Each once for all incidents together and once for each dimension.
 */
export function kpiContributions(facts: KpiFacts): readonly Contribution[] {
  const reported = spread(facts, 'reported', facts.reportedMonth, reportedMeasures(facts));
  return facts.ended === undefined
    ? reported
    : [...reported, ...spread(facts, 'ended', facts.ended.month, endedMeasures(facts))];
}

function spread(facts: KpiFacts, cohort: string, month: string, measures: Measures): Contribution[] {
  const of = (dimension: string, value: string): Contribution => ({
    id: `${month}|${cohort}|${dimension}|${value}`,
    dimensions: { month, cohort, dimension, value },
    measures,
  });
  return [of('all', '-'), ...DIMENSIONS.map((dimension) => of(dimension, facts.dimensions[dimension]))];
}

function reportedMeasures({ ended }: KpiFacts): Measures {
  return { recorded: 1, ...(ended === undefined ? {} : { [ended.how]: 1 }) };
}

function endedMeasures({ ended, resolution, handledBy, ...facts }: KpiFacts): Measures {
  if (ended?.how !== 'closed') return ended === undefined ? {} : { [ended.how]: 1 };
  const measures: Record<string, number> = { closed: 1 };
  const add = (name: string, value: number | undefined) => {
    if (value !== undefined) measures[name] = value;
  };
  const { counted, successful } = ended;
  add('counted', counted ? 1 : undefined);
  add('successful', counted && successful ? 1 : undefined);
  add('targeted', counted && resolution?.onTime !== undefined ? 1 : undefined);
  add('onTime', counted && resolution?.onTime === true ? 1 : undefined);
  if (facts.responseMs !== undefined) {
    add('responded', 1);
    add('responseMs', facts.responseMs);
    add('responseWorkingMs', facts.responseWorkingMs);
  }
  if (resolution !== undefined) {
    add('resolved', 1);
    add('resolutionMs', resolution.ms);
    add('resolutionWorkingMs', resolution.workingMs);
    add(`resolvedByLine${resolution.line}`, 1);
  }
  for (const line of handledBy) add(`handledByLine${line}`, 1);
  if (facts.satisfactionTenths !== undefined) {
    add('rated', 1);
    add('satisfactionTenths', facts.satisfactionTenths);
  }
  add('rejections', facts.rejections > 0 ? facts.rejections : undefined);
  return measures;
}
