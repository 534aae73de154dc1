import type { Projection, RecordedEvent } from '@evidesk/kernel';
import type { IncidentEvent } from '@evidesk/incidents';
import { monthOf } from '../../domain/month.js';
import { kpiContributions, kpiMonths } from './kpi-contributions.js';
import { kpiFacts, type KpiFacts } from './kpi-facts.js';

const NONE = '-';

type Step<T extends IncidentEvent['type']> = (
  facts: KpiFacts,
  data: Extract<IncidentEvent, { type: T }>['data'],
  event: RecordedEvent,
) => KpiFacts;

const withDimensions = (facts: KpiFacts, changed: Partial<KpiFacts['dimensions']>): KpiFacts => ({
  ...facts,
  dimensions: { ...facts.dimensions, ...changed },
});

const since = (facts: KpiFacts, instant: string) => Math.max(0, Date.parse(instant) - Date.parse(facts.reportedAt));

const ended =
  (how: 'cancelled' | 'duplicate', outcome: string) =>
  (facts: KpiFacts, _data: unknown, { metadata }: RecordedEvent): KpiFacts => ({
    ...facts,
    ended: { how, outcome, month: monthOf(metadata.occurredAt, facts.timeZone), successful: false, counted: false },
  });

/** What an event does to the facts; events that are not named change none. */
const steps: { readonly [T in IncidentEvent['type']]?: Step<T> } = {
  'incident.classified': (facts, { type, category, priority }) =>
    withDimensions(facts, { type, category: category ?? NONE, priority }),
  'incident.priority-changed': (facts, { to }) => withDimensions(facts, { priority: to }),
  'incident.assigned': (facts, { to }) => withDimensions(facts, { group: to.group ?? NONE }),
  'incident.details-corrected': (facts, { changes }) => {
    const changed: Record<string, string> = {};
    for (const { field, to } of changes) {
      if (field === 'type' || field === 'category') changed[field] = String(to ?? NONE);
      if (field === 'reportingUnit') changed['unit'] = String(to ?? NONE);
    }
    return Object.keys(changed).length === 0 ? facts : withDimensions(facts, changed);
  },
  'incident.responded': (facts, { workingMs }, { metadata }) => ({
    ...facts,
    responseMs: since(facts, metadata.occurredAt),
    responseWorkingMs: workingMs,
  }),
  'incident.support-recorded': (facts, { line }) =>
    facts.handledBy.includes(line) ? facts : { ...facts, handledBy: [...facts.handledBy, line].sort() },
  'incident.resolved': (facts, { resolvedAt, tier, line, workingMs, target }) =>
    withDimensions(
      { ...facts, resolution: { ms: since(facts, resolvedAt), workingMs, line, onTime: target?.met } },
      { tier },
    ),
  'incident.solution-recorded': (facts, { cause }) => withDimensions(facts, { cause: cause ?? NONE }),
  'incident.resolution-confirmed': (facts, { satisfactionTenths }) => rated(facts, satisfactionTenths),
  'incident.resolution-rejected': (facts) => ({ ...facts, resolution: undefined, rejections: facts.rejections + 1 }),
  'incident.closed': (facts, { outcome, successful, counted, closedAt, satisfactionTenths }) => ({
    ...rated(facts, satisfactionTenths),
    ended: { how: 'closed', outcome, successful, counted, month: monthOf(closedAt, facts.timeZone) },
  }),
  'incident.followed-up': (facts, { satisfactionTenths }) => rated(facts, satisfactionTenths),
  'incident.cancelled': ended('cancelled', 'withdrawn'),
  'incident.marked-duplicate': ended('duplicate', 'duplicate'),
  'incident.unmarked-duplicate': (facts) => ({ ...facts, ended: undefined }),
};

const rated = (facts: KpiFacts, satisfactionTenths: number | undefined): KpiFacts =>
  satisfactionTenths === undefined ? facts : { ...facts, satisfactionTenths };

/** One document of facts an incident, and monthly sums over them that are kept as events come (S0-90 … S0-93, S1-57, S1-58). */
export const monthlyKpiProjection: Projection<KpiFacts> = {
  name: 'monthly_kpi',
  collection: kpiFacts,
  streams: ['incident-'],
  keys: (event) =>
    event.type === 'incident.recorded' || event.type in steps ? [event.stream.slice('incident-'.length)] : [],
  project(facts, event, key) {
    if (event.type === 'incident.recorded') return facts ?? recorded(key, event);
    if (facts === undefined) return null;
    const step = steps[event.type as IncidentEvent['type']] as Step<never> | undefined;
    return step === undefined ? facts : step(facts, event.data as never, event);
  },
  aggregates: { collection: kpiMonths, contributions: kpiContributions },
};

function recorded(id: string, event: RecordedEvent): KpiFacts {
  const data = event.data as unknown as Extract<IncidentEvent, { type: 'incident.recorded' }>['data'];
  const { number, timeZone, reportedAt, priority, type, category, tier, reportingUnit, channel } = data;
  return {
    id,
    number,
    timeZone,
    reportedAt,
    reportedMonth: monthOf(reportedAt, timeZone),
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
    rejections: 0,
  };
}
