import type { ProcessManager, ProcessOutput, RecordedEvent } from '@evidesk/kernel';
import type { IncidentEvent } from '../../contract/incident-events.js';
import { sendWhenSettled } from '../send-when-settled.js';
import { matchingKey } from './matching-key.js';

/** The latest incidents of one key, in the order in which they were recorded. */
interface SameFault {
  readonly id: string;
  readonly incidents: readonly { readonly id: string; readonly position: string }[];
}

/** So many are remembered: what was linked leads on to the others. */
const LATEST = 5;

const idOf = ({ stream }: RecordedEvent) => stream.slice('incident-'.length);

/** Only incidents have duplicates: two people may want the same of a service. */
function keyOf(stored: RecordedEvent): string | undefined {
  const event = stored as unknown as IncidentEvent;
  if (event.type !== 'incident.recorded' || event.data.recordType !== 'incident') return undefined;
  return matchingKey(event.data);
}

/**
 * A further incident of the same customer, source, configuration item and symptom → `LinkDuplicate` with those that came
 * before; which of them is open is decided there (S1-07, S1-77). Linked, marked or freed, by whomever → `CountRepeat` for the
 * incident that is repeated.
 */
export const duplicateDetection: ProcessManager<SameFault> = {
  name: 'duplicate-detection',
  streams: ['incident-'],
  memory: {
    collection: { name: 'duplicate_detection', indexes: [] },
    key: keyOf,
    remember(document, event, id) {
      const { position } = event;
      const last = document?.incidents.at(-1);
      if (document !== undefined && last !== undefined && last.position >= position) return document;
      const incidents = [...(document?.incidents ?? []), { id: idOf(event), position }].slice(-LATEST);
      return { id, incidents };
    },
  },
  react(stored, memory) {
    const event = stored as unknown as IncidentEvent;
    switch (event.type) {
      case 'incident.recorded': {
        const before = memory?.incidents.filter(({ position }) => position < stored.position) ?? [];
        if (before.length === 0) return [];
        const candidates = before.map(({ id }) => id);
        return [sendWhenSettled(stored, 'LinkDuplicate', idOf(stored), { candidates })];
      }
      case 'incident.linked':
      case 'incident.unlinked':
        return event.data.kind === 'duplicate' ? [count(stored, event.data.target)] : [];
      case 'incident.marked-duplicate':
      case 'incident.unmarked-duplicate':
        return [count(stored, event.data.of)];
      default:
        return [];
    }
  },
};

function count(event: RecordedEvent, primary: string): ProcessOutput {
  const by = idOf(event);
  return sendWhenSettled(event, 'CountRepeat', primary, { by }, `CountRepeat ${by}`);
}
