import type { Collection, Projection, RecordedEvent } from '@evidesk/kernel';
import type { IncidentEvent } from '../../contract/incident-events.js';
import type { AssignmentBasis } from '../../contract/automation-events.js';
import type { SolutionRecorded, SupportRecorded } from '../../contract/flow-events.js';
import type { IncidentRecorded } from '../../contract/recording-events.js';
import { evolveIncident, initialIncident } from '../../domain/incident.evolve.js';
import type { RecordedIncident } from '../../domain/incident.state.js';
import { auditEntries, auditEntry } from '../audit-history/audit-entry.js';
import { type SolvedAs, solvedAs } from './solved-as.js';

/** All that is known of an incident now. */
export interface IncidentDocument {
  readonly id: string;
  readonly revision: number;
  readonly incident: RecordedIncident;
  /** The id of the person whom it is about; by it he is erased. Absent where nothing personal was sealed. */
  readonly person?: string;
  /** Since when it is over, while what is personal of its reporter is still kept: retention counts from here. */
  readonly retainedSince?: string;
  readonly source: string;
  readonly channel: string;
  readonly externalRef?: { readonly system: string; readonly id: string };
  readonly recordedAt: string;
  readonly updatedAt: string;
  readonly respondedAt?: string;
  /** Why its group and engineer have it (S4-48). */
  readonly assignmentReason?: string;
  /** How the profile's rules came to that; absent: a person decided. */
  readonly assignmentBasis?: AssignmentBasis;
  /** The newest form of each line of support, by stage. */
  readonly support: Readonly<Record<string, SupportRecorded['data']>>;
  readonly solution?: Omit<SolutionRecorded['data'], 'move'>;
  /** What others that look like it are told; only while it is solved. */
  readonly solved?: SolvedAs;
  readonly workarounds: number;
  readonly comments: number;
  readonly followUps: number;
  readonly satisfactionTenths?: number;
  readonly feedback?: string;
}

export const incidentDocuments: Collection<IncidentDocument> = {
  name: 'incidents',
  indexes: [
    { name: 'number', fields: ['incident.number'] },
    { name: 'reported', fields: ['incident.reportedAt'] },
    { name: 'status', fields: ['incident.status', 'incident.reportedAt'] },
    { name: 'reporter', fields: ['incident.reporterId', 'incident.reportedAt'] },
    { name: 'person', fields: ['person', 'incident.status'] },
    { name: 'retained', fields: ['retainedSince'] },
    { name: 'symptom', fields: ['solved.symptomKey', 'solved.at'] },
    { name: 'ci', fields: ['solved.ciKey', 'solved.at'] },
    { name: 'category', fields: ['solved.category', 'solved.at'] },
  ],
};

/** Every incident as it is now, and a line of audit history for each of its events. */
export const incidentDetailsProjection: Projection<IncidentDocument> = {
  name: 'incidents',
  version: 2,
  collection: incidentDocuments,
  streams: ['incident-'],
  keys: (event) => [event.stream.slice('incident-'.length)],
  project(document, stored, id) {
    const event = stored as unknown as IncidentEvent;
    const { occurredAt } = stored.metadata;
    const incident = evolveIncident(document?.incident ?? initialIncident, event, occurredAt);
    if (incident.status === 'unrecorded') return null;
    const base = document ?? recorded(id, stored, incident);
    const changes = { incident, revision: stored.revision, updatedAt: occurredAt };
    const next = { ...base, ...changes, ...noted(base, event, occurredAt) };
    const solved = solvedAs(incident, next);
    return solved === undefined && base.solved === undefined ? next : { ...next, solved };
  },
  entries: { collection: auditEntries, entry: auditEntry },
};

function recorded(id: string, stored: RecordedEvent, incident: RecordedIncident): IncidentDocument {
  const { source, channel, externalRef } = stored.data as unknown as IncidentRecorded['data'];
  const { recordedAt, occurredAt, person } = stored.metadata;
  return {
    id,
    ...(person !== undefined && { person }),
    revision: stored.revision,
    incident,
    source,
    channel,
    externalRef,
    recordedAt,
    updatedAt: occurredAt,
    support: {},
    workarounds: 0,
    comments: 0,
    followUps: 0,
  };
}

/** Nothing is counted for what was never sealed: it can't be erased. */
const retained = ({ person }: IncidentDocument, since: string): Partial<IncidentDocument> =>
  person === undefined ? {} : { retainedSince: since };

/** What the document keeps of an event beside the incident's state. */
function noted(document: IncidentDocument, event: IncidentEvent, occurredAt: string): Partial<IncidentDocument> {
  switch (event.type) {
    case 'incident.responded':
      return { respondedAt: occurredAt };
    case 'incident.assigned':
      return { assignmentReason: event.data.reason, assignmentBasis: event.data.basis };
    case 'incident.escalated':
      return event.data.owner === undefined ? {} : { assignmentReason: event.data.reason, assignmentBasis: undefined };
    case 'incident.support-recorded':
      return { support: { ...document.support, [event.data.stage]: event.data } };
    case 'incident.solution-recorded': {
      const { move: _move, ...solution } = event.data;
      return { solution };
    }
    case 'incident.workaround-applied':
      return { workarounds: document.workarounds + 1 };
    case 'incident.commented':
      return { comments: document.comments + 1 };
    case 'incident.followed-up':
      return {
        followUps: document.followUps + 1,
        satisfactionTenths: event.data.satisfactionTenths ?? document.satisfactionTenths,
      };
    case 'incident.cancelled':
    case 'incident.marked-duplicate':
      return retained(document, occurredAt);
    case 'incident.unmarked-duplicate':
    case 'incident.reporter-erased':
      return { retainedSince: undefined };
    case 'incident.resolution-confirmed':
    case 'incident.closed':
      return {
        ...(event.type === 'incident.closed' ? retained(document, event.data.closedAt) : {}),
        satisfactionTenths: event.data.satisfactionTenths ?? document.satisfactionTenths,
        feedback: event.data.feedback ?? document.feedback,
      };
    default:
      return {};
  }
}
