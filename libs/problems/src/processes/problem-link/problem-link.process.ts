import { deriveId, type JsonObject, type ProcessManager, type ProcessOutput } from '@evidesk/kernel';
import type { CoordinationEvent, CoordinationRaised } from '../../contract/coordination-events.js';
import type { ProblemEvent } from '../../contract/problem-events.js';

/**
 * Keeps incidents in step with problems and coordination forms: an accepted problem is linked on each of its incidents
 * (S1-32), a coordination form on the incident that raised it (C14); the form's reply is written back (S1-49). A form
 * whose solution changes information becomes a candidate of problem management (S1-56).
 */
export const problemLink: ProcessManager = {
  name: 'problem-link',
  streams: ['problem-', 'coordination-'],
  react(stored) {
    const event = stored as unknown as ProblemEvent | CoordinationEvent;
    const id = stored.stream.slice(stored.stream.indexOf('-') + 1);
    switch (event.type) {
      case 'problem.opened':
      case 'problem.accepted':
        return event.data.incidents.map((incidentId) => link(incidentId, 'problem', id));
      case 'problem.incident-added': {
        const { incidentId, accepted } = event.data;
        if (!accepted) return [{ kind: 'ignore', reason: 'a candidate is linked when it is accepted' }];
        return [link(incidentId, 'problem', id)];
      }
      case 'coordination.raised':
        return [link(event.data.incidentId, 'coordination_form', id, handedOver(event.data))];
      case 'coordination.information-change-found': {
        const { incidentId, title } = event.data;
        const candidate = { origin: 'coordination_form', title, incidents: [incidentId], coordinationId: id };
        return [send('ProposeProblem', deriveId('problem', id), candidate, 'ProposeProblem')];
      }
      case 'coordination.resolved': {
        const { incidentId, number, reply } = event.data;
        return [send('AddComment', incidentId, { text: `${number}: ${reply}` }, 'AddComment')];
      }
      default:
        return [];
    }
  },
};

const link = (incidentId: string, kind: string, target: string, note?: string): ProcessOutput =>
  send(
    'LinkIncident',
    incidentId,
    note === undefined ? { kind, target } : { kind, target, note },
    `LinkIncident ${incidentId}`,
  );

/** Who is to take the form: whoever is told of the link reads it (S1-45). */
const handedOver = ({ number, handedTo }: CoordinationRaised['data']): string =>
  `${number} → ${handedTo.engineer ?? handedTo.role}`;

const send = (command: string, target: string, data: JsonObject, key: string): ProcessOutput => ({
  kind: 'send',
  command,
  target,
  data,
  key,
});
