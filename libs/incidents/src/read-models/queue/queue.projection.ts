import type { Collection, JsonObject, Projection, RecordedEvent } from '@evidesk/kernel';
import type { IncidentEvent } from '../../contract/incident-events.js';
import { engineerLoads, loadOf } from './engineer-load.js';
import { type Due, dueAfter } from './queue-clocks.js';

/** An incident that somebody has to do something about. */
export interface QueueItem extends Due {
  readonly id: string;
  /** False for a duplicate: it waits for nobody, unless it turns out to be none. */
  readonly open: boolean;
  readonly number: string;
  readonly title: string;
  readonly status: 'new' | 'in_progress' | 'pending' | 'resolved';
  readonly pendingReason?: string;
  readonly stage: string;
  readonly tier: string;
  /** The roles that are to act now: their to-do lists show it (S2-20). */
  readonly waitsFor: readonly string[];
  readonly group?: string;
  readonly engineer?: string;
  readonly priority: string;
  readonly type: string;
  readonly category?: string;
  readonly major: boolean;
  /** From when its age counts. */
  readonly reportedAt: string;
  readonly stageSince: string;
}

const byPriority = (name: string, ...fields: readonly string[]) => ({
  name,
  fields: ['open', ...fields, 'priority', 'reportedAt'],
});

export const queueItems: Collection<QueueItem> = {
  name: 'queue',
  indexes: [
    byPriority('all'),
    { name: 'age', fields: ['open', 'reportedAt'] },
    { name: 'due', fields: ['open', 'dueAt'] },
    byPriority('stage', 'stage'),
    byPriority('tier', 'tier'),
    byPriority('group', 'group'),
    byPriority('engineer', 'engineer'),
    byPriority('role', 'waitsFor'),
  ],
};

type Step<T extends IncidentEvent['type']> = (
  item: QueueItem,
  data: Extract<IncidentEvent, { type: T }>['data'],
  event: RecordedEvent,
) => QueueItem | null;

interface Move {
  readonly to: string;
  readonly tier: string;
  readonly waitsFor: readonly string[];
}

const moved = (
  item: QueueItem,
  move: Move,
  event: RecordedEvent,
  status: QueueItem['status'] = 'in_progress',
): QueueItem => ({
  ...item,
  status,
  pendingReason: undefined,
  stage: move.to,
  tier: move.tier,
  waitsFor: move.waitsFor,
  stageSince: event.metadata.occurredAt,
});

const onMove = (item: QueueItem, { move }: { readonly move: Move }, event: RecordedEvent) => moved(item, move, event);
const stillResolved = (item: QueueItem, { move }: { readonly move: Move }, event: RecordedEvent) =>
  moved(item, move, event, 'resolved');

/** What an event does to an item; events that are not named leave it as it is. */
const steps: { readonly [T in IncidentEvent['type']]?: Step<T> } = {
  'incident.classified': (item, { type, category, priority, move }, event) => ({
    ...moved(item, move, event),
    type,
    category,
    priority,
  }),
  'incident.priority-changed': (item, { to }) => ({ ...item, priority: to }),
  'incident.declared-major': (item) => ({ ...item, major: true }),
  'incident.assigned': (item, { to }) => ({ ...item, group: to.group, engineer: to.engineer }),
  'incident.details-corrected': (item, { changes }) => {
    const corrected = Object.fromEntries(changes.map(({ field, to }) => [field, to]));
    const { title, type, category } = { ...item, ...corrected };
    return { ...item, title, type, category };
  },
  'incident.solution-implemented': onMove,
  'incident.change-needed': onMove,
  'incident.change-implemented': onMove,
  'incident.change-failed': onMove,
  'incident.resolution-rejected': onMove,
  'incident.escalated': (item, { move, owner }, event) =>
    move === undefined ? item : { ...moved(item, move, event), engineer: owner ?? item.engineer },
  'incident.change-applied-for': (item, { move }, event) => ({
    ...moved(item, move, event, 'pending'),
    pendingReason: 'change',
  }),
  'incident.put-on-hold': (item, { reason }) => ({ ...item, status: 'pending', pendingReason: reason }),
  'incident.resumed': (item) => ({ ...item, status: 'in_progress', pendingReason: undefined }),
  'incident.resolved': stillResolved,
  'incident.solution-recorded': stillResolved,
  'incident.reviewed': stillResolved,
  'incident.assessed': stillResolved,
  'incident.marked-duplicate': (item) => ({ ...item, open: false }),
  'incident.unmarked-duplicate': (item) => ({ ...item, open: true }),
  'incident.confirmation-handed-over': (item, { waitsFor }) => ({ ...item, waitsFor }),
  'incident.cancelled': () => null,
  'incident.closed': () => null,
};

/** Who has to do what now: open incidents by stage, tier, group, engineer, role, priority and age (S2-20). */
export const queueProjection: Projection<QueueItem> = {
  name: 'queue',
  version: 2,
  collection: queueItems,
  streams: ['incident-'],
  aggregates: { collection: engineerLoads, contributions: loadOf },
  keys: (event) => (event.type in steps || CLOCKED.has(event.type) ? [event.stream.slice('incident-'.length)] : []),
  project(item, event, key) {
    if (event.type === 'incident.recorded') return item ?? entered(key, event);
    if (item === undefined) return null;
    const step = steps[event.type as IncidentEvent['type']] as Step<never> | undefined;
    const next = step === undefined ? item : step(item, event.data as never, event);
    const due = next === null ? undefined : dueAfter(next, event as unknown as IncidentEvent);
    return next === null || due === undefined ? next : { ...next, ...due };
  },
};

/** What touches the clocks of an item and nothing else of it. */
const CLOCKED: ReadonlySet<string> = new Set<IncidentEvent['type']>([
  'incident.recorded',
  'incident.responded',
  'incident.support-recorded',
  'incident.workaround-applied',
  'incident.sla-breached',
]);
const NO_CLOCKS: Due = { breached: false, clocks: {} };

const TITLE_LENGTH = 120;

function entered(id: string, event: RecordedEvent): QueueItem {
  const data = event.data as Extract<IncidentEvent, { type: 'incident.recorded' }>['data'] & JsonObject;
  return {
    id,
    open: true,
    number: data.number,
    title: data.title ?? (data.description.split('\n', 1)[0] ?? '').slice(0, TITLE_LENGTH),
    status: 'new',
    stage: data.stage,
    tier: data.tier,
    waitsFor: data.waitsFor,
    priority: data.priority,
    type: data.type,
    category: data.category,
    major: false,
    reportedAt: data.reportedAt,
    stageSince: event.metadata.occurredAt,
    ...(dueAfter(NO_CLOCKS, event as unknown as IncidentEvent) ?? NO_CLOCKS),
  };
}
