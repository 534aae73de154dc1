import type { IncidentEvent } from '@evidesk/incidents';
import type { Projection, RecordedEvent } from '@evidesk/kernel';
import { monthOf } from '../../domain/month.js';
import { NONE, reset, type Step, STEPS } from './facts-steps.js';
import { kpiContributions, kpiMonths } from './kpi-contributions.js';
import { kpiFacts, type KpiFacts } from './kpi-facts.js';

/** Events that set clocks, and have no step of their own for what else they say. */
const SETS_CLOCKS: ReadonlySet<string> = new Set<IncidentEvent['type']>([
  'incident.resumed',
  'incident.change-implemented',
  'incident.change-failed',
]);

/**
 * One document of facts an incident, and monthly sums over them that are kept as events come (S0-90 … S0-93, S1-57 …
 * S1-59, S4-67, S4-68).
 */
export const monthlyKpiProjection: Projection<KpiFacts> = {
  name: 'monthly_kpi',
  version: 2,
  collection: kpiFacts,
  streams: ['incident-'],
  keys: (event) =>
    event.type === 'incident.recorded' || event.type in STEPS || SETS_CLOCKS.has(event.type)
      ? [event.stream.slice('incident-'.length)]
      : [],
  project(facts, event, key) {
    if (event.type === 'incident.recorded') return facts ?? recorded(key, event);
    if (facts === undefined) return null;
    // What happened more than once is counted: an event that comes again is not to count again.
    if (event.position <= facts.position) return facts;
    const changed = factsAfter(facts, event);
    return changed === facts ? facts : { ...changed, months: monthsAfter(changed), position: event.position };
  },
  aggregates: { collection: kpiMonths, contributions: kpiContributions },
};

function factsAfter(facts: KpiFacts, event: RecordedEvent): KpiFacts {
  const known = reset(facts, event.data);
  const step = STEPS[event.type as IncidentEvent['type']] as Step<never> | undefined;
  return step === undefined ? known : step(known, event.data as never, event);
}

/** Months are never taken away: the facts of a frozen month can be found again (see corrections). */
function monthsAfter({ months, ended, followUp, targets, happened }: KpiFacts): readonly string[] {
  const found = new Set(months);
  for (const part of [ended, followUp, targets.response, targets.resolution])
    if (part !== undefined) found.add(part.month);
  for (const month in happened) found.add(month);
  return found.size === months.length ? months : [...found].sort();
}

function recorded(id: string, event: RecordedEvent): KpiFacts {
  const data = event.data as unknown as Extract<IncidentEvent, { type: 'incident.recorded' }>['data'];
  const { number, profile, timeZone, reportedAt, priority, type, category, tier, reportingUnit, channel } = data;
  const reportedMonth = monthOf(reportedAt, timeZone);
  return {
    id,
    number,
    profile: `${profile.name}@${profile.version}`,
    timeZone,
    reportedAt,
    reportedMonth,
    months: [reportedMonth],
    position: event.position,
    dimensions: {
      priority,
      type,
      category: category ?? NONE,
      cause: NONE,
      tier,
      group: NONE,
      unit: reportingUnit ?? NONE,
      channel,
    },
    handledBy: [],
    targets: {},
    happened: {},
    rejections: 0,
  };
}
