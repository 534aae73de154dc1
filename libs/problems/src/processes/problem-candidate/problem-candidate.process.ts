import type { JsonObject, ProcessManager, ProcessOutput } from '@evidesk/kernel';
import type { ProblemEvent } from '../../contract/problem-events.js';
import type { SymptomEvent } from '../../contract/symptom-events.js';

/**
 * A symptom became a system bug → a problem is proposed with its incidents (S1-79). Further incidents of the symptom go
 * to the problem while it is open. Dismissed or closed → counting starts anew.
 */
export const problemCandidate: ProcessManager = {
  name: 'problem-candidate',
  streams: ['symptom-', 'problem-'],
  react(stored) {
    const event = stored as unknown as SymptomEvent | ProblemEvent;
    switch (event.type) {
      case 'symptom.became-system-bug': {
        const { problemId, symptom: title, incidents, units, needed } = event.data;
        const symptomId = stored.stream.slice('symptom-'.length);
        return [
          send('ProposeProblem', problemId, { origin: 'system_bug', title, incidents, symptomId, units, needed }),
        ];
      }
      case 'symptom.observed': {
        const { problemId, incidentId, unit } = event.data;
        return problemId === undefined ? [] : [send('TakeIncident', problemId, { incidentId, unit })];
      }
      case 'problem.dismissed':
      case 'problem.closed': {
        const { symptomId } = event.data;
        if (symptomId === undefined) return [{ kind: 'ignore', reason: 'no symptom is counted for this problem' }];
        return [send('EndSymptomSeries', symptomId, { problemId: stored.stream.slice('problem-'.length) })];
      }
      default:
        return [];
    }
  },
};

const send = (command: string, target: string, data: JsonObject): ProcessOutput => ({
  kind: 'send',
  command,
  target,
  data,
  key: command,
});
