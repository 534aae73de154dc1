import type { ProcessManager, RecordedEvent } from '@evidesk/kernel';
import type { IncidentEvent } from '../../contract/incident-events.js';
import { sendWhenSettled } from '../send-when-settled.js';

/** An incident that is assigned by rules, while it is not closed. */
interface AssignedByRules {
  readonly id: string;
}

/** Each of these may change who is to have it: it is new, is about something else, or is another tier's. */
const OCCASIONS: ReadonlySet<string> = new Set<IncidentEvent['type']>([
  'incident.recorded',
  'incident.classified',
  'incident.escalated',
]);
const ENDS: ReadonlySet<string> = new Set<IncidentEvent['type']>(['incident.closed', 'incident.cancelled']);

const idOf = ({ stream }: RecordedEvent) => stream.slice('incident-'.length);

/**
 * An incident of a profile with assignment rules is recorded, classified or goes to another tier → `AutoAssign` (S4-46). Who
 * gets it, if anybody, is decided there.
 */
export const autoAssignment: ProcessManager<AssignedByRules> = {
  name: 'auto-assignment',
  streams: ['incident-'],
  memory: {
    collection: { name: 'auto_assignment', indexes: [] },
    key: (event) => (OCCASIONS.has(event.type) || ENDS.has(event.type) ? idOf(event) : undefined),
    remember(document, { type, data }, id) {
      if (ENDS.has(type)) return null;
      if (type === 'incident.recorded' && data['assignedByRules'] === true) return document ?? { id };
      return document ?? null;
    },
  },
  react(event, memory) {
    if (memory === undefined || !OCCASIONS.has(event.type)) return [];
    if (event.type === 'incident.escalated' && event.data['move'] === undefined) {
      return [{ kind: 'ignore', reason: 'it went up the hierarchy, and stays with its tier' }];
    }
    return [sendWhenSettled(event, 'AutoAssign', memory.id, {})];
  },
};
