import type { IncidentEvent } from '@evidesk/incidents';
import type { RecordedEvent } from '@evidesk/kernel';
import { monthOf } from '../../domain/month.js';
import type { EndedTarget, Happening, KpiFacts } from './kpi-facts.js';

/** The value of a dimension where there is none. */
export const NONE = '-';

/** What an event does to the facts of its incident. */
export type Step<T extends IncidentEvent['type']> = (
  facts: KpiFacts,
  data: Extract<IncidentEvent, { type: T }>['data'],
  event: RecordedEvent,
) => KpiFacts;

const withDimensions = (facts: KpiFacts, changed: Partial<KpiFacts['dimensions']>): KpiFacts => ({
  ...facts,
  dimensions: { ...facts.dimensions, ...changed },
});

const since = (facts: KpiFacts, instant: string) => Math.max(0, Date.parse(instant) - Date.parse(facts.reportedAt));
const monthIn = (facts: KpiFacts, instant: string) => monthOf(instant, facts.timeZone);

const ended =
  (how: 'cancelled' | 'duplicate', outcome: string) =>
  (facts: KpiFacts, _data: unknown, { metadata }: RecordedEvent): KpiFacts => ({
    ...facts,
    ended: { how, outcome, month: monthIn(facts, metadata.occurredAt), successful: false, counted: false },
  });

/** Counts something in the month of an instant. */
function happened(facts: KpiFacts, what: Happening, instant: string): KpiFacts {
  const month = monthIn(facts, instant);
  const before = facts.happened[month] ?? {};
  return { ...facts, happened: { ...facts.happened, [month]: { ...before, [what]: (before[what] ?? 0) + 1 } } };
}

type TargetName = keyof KpiFacts['targets'];
const isTarget = (clock: string): clock is TargetName => clock === 'response' || clock === 'resolution';

const withTarget = (facts: KpiFacts, name: TargetName, target: EndedTarget | undefined): KpiFacts => ({
  ...facts,
  targets: { ...facts.targets, [name]: target },
});

/** A target is judged: met at an instant, or missed at its last one. */
function judged(
  facts: KpiFacts,
  name: TargetName,
  target: { readonly met: boolean; readonly dueAt: string } | undefined,
  instant: string,
): KpiFacts {
  if (target === undefined || facts.targets[name]?.byWorkaround === true) return facts;
  return withTarget(facts, name, { month: monthIn(facts, target.met ? instant : target.dueAt), met: target.met });
}

interface ClocksSet {
  readonly clocks?: readonly { readonly clock: string; readonly breachedAt?: string }[];
  readonly withoutTarget?: readonly string[];
}

/** A clock that is set anew and was not missed runs again: its target has not ended. */
export function reset(facts: KpiFacts, data: object): KpiFacts {
  const { clocks = [], withoutTarget = [] } = data as ClocksSet;
  const running = clocks.filter(({ breachedAt }) => breachedAt === undefined).map(({ clock }) => clock);
  return [...running, ...withoutTarget]
    .filter(isTarget)
    .filter((name) => facts.targets[name] !== undefined && facts.targets[name].byWorkaround !== true)
    .reduce((changed, name) => withTarget(changed, name, undefined), facts);
}

const rated = (facts: KpiFacts, satisfactionTenths: number | undefined): KpiFacts =>
  satisfactionTenths === undefined ? facts : { ...facts, satisfactionTenths };

/** What events do to the facts; events that are not named change none. */
export const STEPS: { readonly [T in IncidentEvent['type']]?: Step<T> } = {
  'incident.classified': (facts, { type, category, priority }) =>
    withDimensions(facts, { type, category: category ?? NONE, priority }),
  'incident.priority-changed': (facts, { to }) => withDimensions(facts, { priority: to }),
  'incident.assigned': (facts, { from, to }, { metadata }) => {
    const again = from.group !== undefined || from.engineer !== undefined;
    const moved = withDimensions(facts, { group: to.group ?? NONE });
    return again ? happened(moved, 'reassignments', metadata.occurredAt) : moved;
  },
  'incident.details-corrected': (facts, { changes }) => {
    const changed: Record<string, string> = {};
    for (const { field, to } of changes) {
      if (field === 'type' || field === 'category') changed[field] = String(to ?? NONE);
      if (field === 'reportingUnit') changed['unit'] = String(to ?? NONE);
    }
    return Object.keys(changed).length === 0 ? facts : withDimensions(facts, changed);
  },
  'incident.responded': (facts, { workingMs, target }, { metadata }) =>
    judged(
      { ...facts, responseMs: since(facts, metadata.occurredAt), responseWorkingMs: workingMs },
      'response',
      target,
      metadata.occurredAt,
    ),
  'incident.support-recorded': (facts, { line }) =>
    facts.handledBy.includes(line) ? facts : { ...facts, handledBy: [...facts.handledBy, line].sort() },
  'incident.escalated': (facts, { kind }, { metadata }) =>
    happened(facts, kind === 'functional' ? 'escalatedFunctionally' : 'escalatedHierarchically', metadata.occurredAt),
  'incident.workaround-applied': (facts, { target }, { metadata }) => {
    const known = judged(facts, 'resolution', target, metadata.occurredAt);
    const { resolution } = known.targets;
    if (target === undefined || resolution === undefined) return known;
    return withTarget(known, 'resolution', { ...resolution, byWorkaround: true });
  },
  'incident.resolved': (facts, { resolvedAt, tier, line, workingMs, target, atResolution, bySegments }) =>
    judged(
      withDimensions(
        {
          ...facts,
          resolution: {
            ms: since(facts, resolvedAt),
            workingMs,
            line,
            onTime: target?.met,
            atResolution: atResolution?.met,
            bySegments: bySegments?.met,
          },
        },
        { tier },
      ),
      'resolution',
      target,
      resolvedAt,
    ),
  'incident.solution-recorded': (facts, { cause }) => withDimensions(facts, { cause: cause ?? NONE }),
  'incident.resolution-confirmed': (facts, { satisfactionTenths }) => rated(facts, satisfactionTenths),
  'incident.resolution-rejected': (facts, _data, { metadata }) => {
    const { resolution } = facts.targets;
    const open = resolution?.met === true && resolution.byWorkaround !== true;
    const back = open ? withTarget(facts, 'resolution', undefined) : facts;
    return happened(
      { ...back, resolution: undefined, rejections: back.rejections + 1 },
      'rejections',
      metadata.occurredAt,
    );
  },
  'incident.closed': (facts, { outcome, successful, counted, closedAt, satisfactionTenths }) => ({
    ...rated(facts, satisfactionTenths),
    ended: { how: 'closed', outcome, successful, counted, month: monthIn(facts, closedAt) },
  }),
  'incident.followed-up': (facts, { followedUpAt, onTime, satisfactionTenths }) => ({
    ...rated(facts, satisfactionTenths),
    followUp: facts.followUp ?? { month: monthIn(facts, followedUpAt), onTime },
  }),
  'incident.cancelled': ended('cancelled', 'withdrawn'),
  'incident.marked-duplicate': ended('duplicate', 'duplicate'),
  'incident.unmarked-duplicate': (facts) => ({ ...facts, ended: undefined }),
  'incident.sla-warned': (facts, { at }) => happened(facts, 'warnings', at),
  'incident.sla-breached': (facts, { clock, dueAt }) => {
    const breached = happened(facts, 'breaches', dueAt);
    return isTarget(clock) ? judged(breached, clock, { met: false, dueAt }, dueAt) : breached;
  },
};
