import type { JsonObject, ProcessManager, ProcessOutput, RecordedEvent } from '@evidesk/kernel';
import type { ChangeEvent } from '../../contract/change-events.js';
import type { ChangeAppliedFor } from '@evidesk/incidents';

/**
 * The third line applies for a change → a change request is opened with its form (S0-31, S0-40).
 * The change is implemented → the incident can be resolved (S1-33). Rejected or rolled back → back to the third line.
 */
export const changeTrigger: ProcessManager = {
  name: 'change-trigger',
  streams: ['incident-', 'change-'],
  react(stored) {
    const event = stored as unknown as ChangeEvent | ChangeAppliedFor;
    switch (event.type) {
      case 'incident.change-applied-for': {
        const { changeId, description, riskAssessment, rollbackPlan, affectedCi, plannedChanges } = event.data;
        const incidentId = stored.stream.slice('incident-'.length);
        const form = { description, riskAssessment, rollbackPlan, affectedCi, plannedChanges };
        return [send('RequestChange', changeId, { incidentId, ...form })];
      }
      case 'change.implemented':
        return toIncident(event.data.incidentId, 'ReportChangeImplemented', { changeId: changeIdOf(stored) });
      case 'change.rejected':
      case 'change.rolled-back':
        return toIncident(event.data.incidentId, 'ReportChangeFailed', {
          changeId: changeIdOf(stored),
          outcome: event.type === 'change.rejected' ? 'rejected' : 'rolled_back',
          reason: event.data.reason,
        });
      default:
        return [];
    }
  },
};

const changeIdOf = (event: RecordedEvent) => event.stream.slice('change-'.length);

function toIncident(incidentId: string | undefined, command: string, data: JsonObject): readonly ProcessOutput[] {
  if (incidentId === undefined)
    return [{ kind: 'ignore', reason: 'a change of its own right, no incident waits for it' }];
  return [send(command, incidentId, data)];
}

const send = (command: string, target: string, data: JsonObject): ProcessOutput => ({
  kind: 'send',
  command,
  target,
  data,
  key: command,
});
