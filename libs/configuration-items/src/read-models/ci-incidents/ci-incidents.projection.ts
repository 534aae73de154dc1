import type { IncidentEvent } from '@evidesk/incidents';
import type { Collection, Projection } from '@evidesk/kernel';
import { ciIdOf } from '../../domain/ci-id.js';

/** An incident that is not over, by the configuration item that it affects (S4-40). */
export interface CiIncident {
  /** The incident's. */
  readonly id: string;
  readonly ciId: string;
  /** False for a duplicate: work goes on at the other one. */
  readonly open: boolean;
  readonly since: string;
}

export const ciIncidents: Collection<CiIncident> = {
  name: 'ci_incidents',
  indexes: [{ name: 'item', fields: ['ciId', 'open', 'since'] }],
};

/** Which open incidents affect which configuration item, registered or not. */
export const ciIncidentsProjection: Projection<CiIncident> = {
  name: 'ci_incidents',
  collection: ciIncidents,
  streams: ['incident-'],
  keys: (stored) => (touches(stored as unknown as IncidentEvent) ? [stored.stream.slice('incident-'.length)] : []),
  project(document, stored, id) {
    const event = stored as unknown as IncidentEvent;
    const { occurredAt: since } = stored.metadata;
    const affects = (name: unknown) =>
      typeof name === 'string' ? { id, ciId: ciIdOf(name), open: true, since: document?.since ?? since } : null;
    switch (event.type) {
      case 'incident.recorded':
        return affects(event.data.affectedCi);
      case 'incident.details-corrected':
        return affects(event.data.changes.find(({ field }) => field === 'affectedCi')?.to);
      case 'incident.marked-duplicate':
        return document === undefined ? null : { ...document, open: false };
      case 'incident.unmarked-duplicate':
        return document === undefined ? null : { ...document, open: true };
      default:
        return null;
    }
  },
};

function touches(event: IncidentEvent): boolean {
  switch (event.type) {
    case 'incident.recorded':
      return event.data.affectedCi !== undefined;
    case 'incident.details-corrected':
      return event.data.changes.some(({ field }) => field === 'affectedCi');
    case 'incident.marked-duplicate':
    case 'incident.unmarked-duplicate':
    case 'incident.cancelled':
    case 'incident.closed':
      return true;
    default:
      return false;
  }
}
