import type { Actor, Collection, JsonObject, JsonValue, RecordedEvent } from '@evidesk/kernel';
import { CLOCKS } from '../../contract/clock-events.js';
import type { Clocks } from '../../domain/clocks/clock.state.js';
import type { RecordedIncident } from '../../domain/incident.state.js';
import { clockView } from '../clock-view.js';

/** What an event changed in one field. */
export interface FieldChange {
  readonly field: string;
  readonly from: JsonValue;
  readonly to: JsonValue;
}

/** One line of an incident's history: who did what, as what, when, to what effect and because of what. */
export interface AuditEntry {
  readonly id: string;
  readonly incidentId: string;
  readonly revision: number;
  readonly position: string;
  readonly eventId: string;
  readonly type: string;
  readonly actor: Actor;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly changes: readonly FieldChange[];
  /** What the event says, in full. */
  readonly data: JsonObject;
  readonly commandId: string;
  readonly causationId?: string;
  readonly correlationId: string;
  readonly hash: string;
}

export const auditEntries: Collection<AuditEntry> = {
  name: 'audit_history',
  indexes: [{ name: 'incident', fields: ['incidentId', 'revision'] }],
};

/** The history's line for an event, with every field before and after; what was recorded at first is its data. */
export function auditEntry(
  before: { readonly incident: RecordedIncident } | undefined,
  event: RecordedEvent,
  after: { readonly id: string; readonly incident: RecordedIncident },
): AuditEntry {
  const { eventId, actor, occurredAt, recordedAt, commandId, causationId, correlationId } = event.metadata;
  return {
    id: `${after.id}:${String(event.revision).padStart(8, '0')}`,
    incidentId: after.id,
    revision: event.revision,
    position: event.position,
    eventId,
    type: event.type,
    actor,
    occurredAt,
    recordedAt,
    changes: before === undefined ? [] : fieldChanges(before.incident, after.incident),
    data: event.data,
    commandId,
    causationId,
    correlationId,
    hash: event.hash,
  };
}

/** The fields that differ, in the order of their names. */
export function fieldChanges(before: RecordedIncident, after: RecordedIncident): readonly FieldChange[] {
  const changes = differences(before as unknown as Fields, after as unknown as Fields);
  return changes
    .flatMap((change) => (change.field === 'clocks' ? clockChanges(before.clocks, after.clocks) : [change]))
    .sort((a, b) => (a.field < b.field ? -1 : 1));
}

function differences(from: Fields, to: Fields): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  for (const field of new Set([...Object.keys(from), ...Object.keys(to)])) {
    if (from[field] === to[field] || HIDDEN.has(field) || equal(from[field], to[field])) continue;
    changes.push({ field, from: from[field] ?? null, to: to[field] ?? null });
  }
  return changes;
}

/** What changed of each clock, as `clocks.resolution.dueAt`. */
function clockChanges(before: Clocks, after: Clocks): readonly FieldChange[] {
  return CLOCKS.flatMap((name) => {
    const [from, to] = [before[name], after[name]].map((clock) => (clock === undefined ? {} : clockView(clock, false)));
    return differences(from as Fields, to as Fields)
      .filter(({ field }) => field !== 'clock')
      .map((change) => ({ ...change, field: `clocks.${name}.${change.field}` }));
  });
}

type Fields = Readonly<Record<string, JsonValue | undefined>>;

/** A cancelled incident keeps its former self to go back to; that is no change of a field. */
const HIDDEN: ReadonlySet<string> = new Set(['before']);

const equal = (a: JsonValue | undefined, b: JsonValue | undefined) =>
  typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b);
