import type { IncidentEvent } from '@evidesk/incidents';
import type { Collection, ProcessManager, ProcessOutput } from '@evidesk/kernel';
import { symptomIdOf, symptomOf, unitKey } from '../../domain/symptom-key.js';

/** A symptom that a unit reports. */
interface Report {
  readonly symptomId: string;
  readonly symptom: string;
  readonly unit: string;
}

/** What an incident says of its symptom, and whether its last event changed that. Kept until the incident is closed. */
export interface WatchedIncident {
  readonly id: string;
  /** Of the last event that was taken in: `before` and `now` are what it changed. */
  readonly revision: number;
  readonly profile: { readonly name: string; readonly version: number };
  readonly at: string;
  readonly symptom?: string;
  readonly reportingUnit?: string;
  readonly category?: string;
  readonly subcategory?: string;
  readonly affectedCi?: string;
  readonly before?: Report;
  readonly now?: Report;
}

const watchedIncidents: Collection<WatchedIncident> = { name: 'symptom_watch', indexes: [] };
const HEARD: ReadonlySet<string> = new Set<IncidentEvent['type']>([
  'incident.recorded',
  'incident.classified',
  'incident.details-corrected',
  'incident.cancelled',
  'incident.closed',
]);
const incidentOf = (stream: string) => stream.slice('incident-'.length);

/**
 * Tells the count of a symptom which units report it (S1-79), as incidents are recorded, classified and put right; takes
 * it back when an incident is cancelled or turns out to show another symptom. A duplicate counts: its unit has the same
 * trouble. Service requests do not.
 */
export const symptomWatch: ProcessManager<WatchedIncident> = {
  name: 'symptom-watch',
  streams: ['incident-'],
  memory: {
    collection: watchedIncidents,
    key: ({ type, stream }) => (HEARD.has(type) ? incidentOf(stream) : undefined),
    remember(document, stored, id) {
      const event = stored as unknown as IncidentEvent;
      const { revision } = stored;
      if (document !== undefined && revision <= document.revision) return document;
      if (event.type === 'incident.recorded') {
        if (event.data.recordType === 'service_request') return null;
        const { profile, symptom, reportingUnit, category, subcategory, affectedCi } = event.data;
        const { occurredAt: at } = stored.metadata;
        return told({ id, revision, profile, at, symptom, reportingUnit, category, subcategory, affectedCi });
      }
      if (document === undefined || event.type === 'incident.closed') return null;
      return told(Object.assign({}, document, saidBy(event), { revision }));
    },
  },
  react(event, memory) {
    if (memory?.revision !== event.revision) return [];
    const { id: incidentId, before, now, profile, at } = memory;
    if (same(before, now)) return [];
    const outputs: ProcessOutput[] = [];
    if (before !== undefined && before.symptomId !== now?.symptomId) {
      outputs.push(send('WithdrawSymptom', before.symptomId, { incidentId }));
    }
    if (now !== undefined) {
      const { symptomId, symptom, unit } = now;
      outputs.push(send('ObserveSymptom', symptomId, { symptom, incidentId, unit, at, profile: { ...profile } }));
    }
    return outputs;
  },
};

/** The fields that an event says anew. */
function saidBy(event: IncidentEvent): Partial<WatchedIncident> {
  switch (event.type) {
    case 'incident.classified': {
      const { category, subcategory } = event.data;
      return { category, subcategory };
    }
    case 'incident.details-corrected':
      return Object.fromEntries(
        event.data.changes
          .filter(({ field }) => (WATCHED as readonly string[]).includes(field))
          .map(({ field, to }) => [field, to ?? undefined]),
      );
    case 'incident.cancelled':
      return { reportingUnit: undefined };
    default:
      return {};
  }
}

const WATCHED = ['symptom', 'reportingUnit', 'category', 'subcategory', 'affectedCi'] as const;

/** The incident with what it reports now; what it reported before stays beside it. */
function told(incident: WatchedIncident): WatchedIncident {
  const symptom = symptomOf(incident);
  const { reportingUnit: unit, now: before } = incident;
  const known = symptom !== undefined && unit !== undefined && unitKey(unit) !== '';
  const now = known ? { symptomId: symptomIdOf(symptom), symptom, unit } : undefined;
  return Object.assign({}, incident, { before, now });
}

const same = (a: Report | undefined, b: Report | undefined) => a?.symptomId === b?.symptomId && a?.unit === b?.unit;

const send = (
  command: string,
  target: string,
  data: Extract<ProcessOutput, { kind: 'send' }>['data'],
): ProcessOutput => ({ kind: 'send', command, target, data, key: command });
