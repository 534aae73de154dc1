import type { Aggregate, Collection, Contribution } from '@evidesk/kernel';

/** How many open incidents each engineer has (S4-46). */
export const engineerLoads: Collection<Aggregate> = {
  name: 'engineer_loads',
  indexes: [{ name: 'engineer', fields: ['dimensions.engineer'] }],
};

interface Assigned {
  readonly engineer?: string;
  readonly open: boolean;
  readonly status: string;
}

const NOTHING: readonly Contribution[] = [];

/** What an incident adds to its engineer's load: nothing once it is resolved, or a duplicate. */
export function loadOf({ engineer, open, status }: Assigned): readonly Contribution[] {
  if (engineer === undefined || !open || status === 'resolved') return NOTHING;
  return [{ id: engineer, dimensions: { engineer }, measures: { open: 1 } }];
}
