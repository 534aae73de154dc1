import { type AggregateType, eventTypes } from '@evidesk/executor';
import { type IncidentEvent, incidentEventSchemas } from '../contract/incident-events.js';
import { evolveIncident, INCIDENT_SNAPSHOT_VERSION, initialIncident } from '../domain/incident.evolve.js';
import type { IncidentState } from '../domain/incident.state.js';

/** Streams `incident-<id>`. */
export const incidentAggregate: AggregateType<IncidentEvent, IncidentState> = {
  name: 'incident',
  initial: initialIncident,
  evolve: evolveIncident,
  eventTypes: eventTypes(incidentEventSchemas),
  snapshotVersion: INCIDENT_SNAPSHOT_VERSION,
};
