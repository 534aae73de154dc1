import type { Instant, ProcessMemory } from '@evidesk/kernel';
import type { IncidentEvent } from '../../contract/incident-events.js';
import type { Clocks } from '../../domain/clocks/clock.state.js';
import { evolveClocks } from '../../domain/clocks/evolve-clocks.js';

/** The clocks of an incident that is being worked on. */
export interface RunningClocks {
  readonly id: string;
  /** Of the last event that was taken in. */
  readonly revision: number;
  readonly clocks: Clocks;
  /** Since when those that can pause stand still. */
  readonly standsSince?: Instant;
}

/** Whether an event touches the clocks of its incident. */
export function touchesClocks(event: IncidentEvent): boolean {
  switch (event.type) {
    case 'incident.responded':
    case 'incident.resolved':
    case 'incident.cancelled':
    case 'incident.marked-duplicate':
    case 'incident.sla-warned':
    case 'incident.sla-breached':
      return true;
    case 'incident.put-on-hold':
    case 'incident.change-applied-for':
      return event.data.pausesClocks;
    case 'incident.resumed':
    case 'incident.change-implemented':
    case 'incident.change-failed':
      return event.data.pausedMs !== undefined;
    case 'incident.workaround-applied':
      return event.data.target !== undefined;
    case 'incident.classified':
    case 'incident.priority-changed':
      return event.data.clocks !== undefined || event.data.withoutTarget !== undefined;
    case 'incident.unmarked-duplicate':
      return event.data.clocks !== undefined || event.data.standsSince !== undefined;
    case 'incident.recorded':
    case 'incident.details-corrected':
    case 'incident.support-recorded':
    case 'incident.resolution-rejected':
      return event.data.clocks !== undefined;
    default:
      return false;
  }
}

/** Work is over, so the clocks are. What takes it up again says how they stand. */
export const endsClocks = ({ type }: IncidentEvent): boolean =>
  type === 'incident.resolved' || type === 'incident.cancelled' || type === 'incident.marked-duplicate';

/** One document for each incident that is being worked on. */
export const runningClocks: ProcessMemory<RunningClocks> = {
  collection: { name: 'sla_running_clocks', indexes: [] },
  key: (event) =>
    touchesClocks(event as unknown as IncidentEvent) ? event.stream.slice('incident-'.length) : undefined,
  remember(document, stored, id) {
    if (document !== undefined && stored.revision <= document.revision) return document;
    const event = stored as unknown as IncidentEvent;
    if (endsClocks(event)) return null;
    const { clocks } = evolveClocks(
      { clocks: document?.clocks ?? {}, pausedMs: {} },
      event,
      stored.metadata.occurredAt,
    );
    const standsSince = standing(document?.standsSince, event, stored.metadata.occurredAt);
    return { id, revision: stored.revision, clocks, standsSince };
  },
};

function standing(since: Instant | undefined, event: IncidentEvent, occurredAt: Instant): Instant | undefined {
  switch (event.type) {
    case 'incident.put-on-hold':
    case 'incident.change-applied-for':
      return occurredAt;
    case 'incident.resumed':
    case 'incident.change-implemented':
    case 'incident.change-failed':
      return undefined;
    case 'incident.unmarked-duplicate':
      return event.data.standsSince;
    default:
      return since;
  }
}
