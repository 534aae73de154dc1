import type { Aggregate, Collection, Contribution } from '@evidesk/kernel';
import { endedIn } from '../../domain/backlog.js';
import type { Measures } from '../../domain/kpi-figures.js';
import { DIMENSIONS, type KpiFacts } from './kpi-facts.js';
import { measuresIn, monthsOfFacts } from './kpi-measures.js';

/** What the sums of a month are kept by: everything together, each dimension, or the flow of incidents through months. */
export type SumsBy = 'all' | 'flow' | (typeof DIMENSIONS)[number];

/** Monthly sums: by dimension value, counts and times apart, so that what happens often touches little. */
export const kpiMonths: Collection<Aggregate> = {
  name: 'kpi_months',
  indexes: [{ name: 'dimension', fields: ['dimensions.dimension', 'dimensions.month'] }],
};

/** The measure of `all` that counts incidents by the version of their profile. */
export const PROFILE_MEASURE = 'profile:';

/**
 * What an incident adds to the sums: to those of the month in which it was reported, closed, called back, … each once for
 * all incidents together and once for each dimension (C8).
 */
export function kpiContributions(facts: KpiFacts): readonly Contribution[] {
  const contributions = [flow(facts)];
  for (const month of monthsOfFacts(facts)) {
    const { counts, times } = measuresIn(facts, month);
    spread(contributions, facts, month, 'counts', counts);
    if (Object.keys(times).length > 0) spread(contributions, facts, month, 'times', times);
  }
  return contributions;
}

function spread(to: Contribution[], facts: KpiFacts, month: string, part: string, measures: Measures): void {
  const add = (dimension: SumsBy, value: string, added: Measures) =>
    to.push({
      id: `${month}|${dimension}|${value}|${part}`,
      dimensions: { month, dimension, value, part },
      measures: added,
    });
  add('all', '-', part === 'counts' ? { ...measures, [PROFILE_MEASURE + facts.profile]: 1 } : measures);
  for (const dimension of DIMENSIONS) add(dimension, facts.dimensions[dimension], measures);
}

function flow({ reportedMonth: month, ended }: KpiFacts): Contribution {
  return {
    id: `${month}|flow|-|counts`,
    dimensions: { month, dimension: 'flow', value: '-', part: 'counts' },
    measures: ended === undefined ? { recorded: 1 } : { recorded: 1, [endedIn(ended.month)]: 1 },
  };
}
