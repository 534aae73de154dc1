import type { PersonalData, PersonalFields } from '@evidesk/kernel';
import type { IncidentEvent } from './incident-events.js';

/** Texts in which people write about the reporter, or he himself writes: his, whoever the writer was. */
const said = (...fields: readonly string[]): PersonalData => ({
  of: 'stream',
  fields: fields.map((path) => ({ path })),
});

/** The details of a record that are the reporter's. */
const REPORTERS = ['title', 'description', 'reporter', 'contact'];

/**
 * What of the events of an incident is its reporter's. What engineers write of the fault and its cure (diagnosis, measures,
 * solution, reviews, changes) is the desk's: it stays, and so does what is counted (codes, units, instants, ratings).
 */
export const incidentPersonalData: PersonalFields<IncidentEvent['type']> = {
  'incident.recorded': {
    of: { named: { userId: 'reporterId', contact: 'contact', name: 'reporter' } },
    fields: [
      ...REPORTERS.map((path) => ({ path })),
      { path: 'reporterId', absentWhenErased: true },
      { path: 'extra.*' },
    ],
  },
  'incident.attachment-added': said('name'),
  'incident.commented': said('text'),
  'incident.details-corrected': {
    of: 'stream',
    fields: [
      { path: 'changes.*.from', where: { field: 'field', in: REPORTERS } },
      { path: 'changes.*.to', where: { field: 'field', in: REPORTERS } },
      { path: 'reason' },
    ],
  },
  'incident.linked': said('note'),
  'incident.unlinked': 'none',
  'incident.declared-major': 'none',
  'incident.reporter-erased': 'none',
  'incident.classified': 'none',
  'incident.responded': 'none',
  'incident.priority-changed': 'none',
  'incident.assigned': 'none',
  'incident.support-recorded': 'none',
  'incident.solution-implemented': 'none',
  'incident.escalated': 'none',
  'incident.change-needed': 'none',
  'incident.change-applied-for': 'none',
  'incident.change-implemented': 'none',
  'incident.change-failed': 'none',
  'incident.put-on-hold': said('note'),
  'incident.resumed': said('note'),
  'incident.workaround-applied': 'none',
  'incident.resolved': 'none',
  'incident.solution-recorded': 'none',
  'incident.reviewed': 'none',
  'incident.assessed': 'none',
  'incident.resolution-confirmed': said('evidence', 'feedback'),
  'incident.resolution-rejected': said('reason'),
  'incident.closed': said('feedback'),
  'incident.cancelled': said('reason'),
  'incident.marked-duplicate': 'none',
  'incident.unmarked-duplicate': 'none',
  'incident.followed-up': said('result'),
  'incident.sla-warned': 'none',
  'incident.sla-breached': 'none',
  'incident.confirmation-reminded': 'none',
  'incident.confirmation-handed-over': 'none',
  'incident.repeated': 'none',
  'incident.repeat-withdrawn': 'none',
};
