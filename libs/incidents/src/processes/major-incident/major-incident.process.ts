import type { ProcessManager } from '@evidesk/kernel';
import type { IncidentEvent } from '../../contract/incident-events.js';
import { sendWhenSettled } from '../send-when-settled.js';

/** An incident becomes a major one, which happens once → the incident manager is told, up the hierarchy (S0-23, S1-10, C25). */
export const majorIncident: ProcessManager = {
  name: 'major-incident',
  streams: ['incident-'],
  react(stored) {
    const event = stored as unknown as IncidentEvent;
    if (event.type !== 'incident.declared-major') return [];
    return [sendWhenSettled(stored, 'EscalateMajor', stored.stream.slice('incident-'.length), event.data)];
  },
};
