import type { PersonalFields } from '@evidesk/kernel';
import type { CoordinationEvent } from './coordination-events.js';
import type { ProblemEvent } from './problem-events.js';
import type { SymptomEvent } from './symptom-events.js';

/** A form repeats what the incident says; what is found out and done about it is the desk's. */
export const coordinationPersonalData: PersonalFields<CoordinationEvent['type']> = {
  'coordination.raised': { of: { incident: 'incidentId' }, fields: [{ path: 'title' }, { path: 'description' }] },
  'coordination.received': 'none',
  'coordination.analysed': 'none',
  'coordination.information-change-found': { of: 'stream', fields: [{ path: 'title' }] },
  'coordination.handled': 'none',
  'coordination.verification-failed': 'none',
  'coordination.resolved': 'none',
};

/** A problem is the desk's own; only the title of a candidate may be that of a form, and so of an incident. */
export const problemPersonalData: PersonalFields<ProblemEvent['type']> = {
  'problem.proposed': { of: { incident: 'incidents.0' }, fields: [{ path: 'title' }] },
  'problem.opened': 'none',
  'problem.accepted': 'none',
  'problem.dismissed': 'none',
  'problem.incident-added': 'none',
  'problem.root-cause-recorded': 'none',
  'problem.known-error-recorded': 'none',
  'problem.resolved': 'none',
  'problem.closed': 'none',
};

/** A symptom is a set phrase by which incidents of several people are counted. */
export const symptomPersonalData: PersonalFields<SymptomEvent['type']> = {
  'symptom.observed': 'none',
  'symptom.withdrawn': 'none',
  'symptom.became-system-bug': 'none',
  'symptom.series-ended': 'none',
};
