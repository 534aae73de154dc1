import { givenProcess, history } from '@evidesk/testing';
import { problemEventSchemas } from '../../contract/problem-events.js';
import { symptomEventSchemas } from '../../contract/symptom-events.js';
import { problemCandidate } from './problem-candidate.process.js';

function when(stream: string, type: string, data: object) {
  const [event] = history(stream, [{ event: { type, data } }]);
  if (event === undefined) throw new Error('no event');
  return givenProcess(problemCandidate).when(event);
}
const found = { symptom: 'Upload fails', incidents: ['i-1', 'i-2', 'i-3'], units: ['one', 'two', 'three'], needed: 3 };

describe('problem-candidate', () => {
  it('S1-79 S1-78 C24 a system bug is proposed as a problem, with its incidents and units', () => {
    const { symptom: title, ...rest } = found;
    when('symptom-s-1', 'symptom.became-system-bug', { problemId: 'p-1', ...found }).sends({
      command: 'ProposeProblem',
      target: 'p-1',
      data: { origin: 'system_bug', title, symptomId: 's-1', ...rest },
      key: 'ProposeProblem',
    });
  });

  it('S1-79 a further incident goes to the open problem', () => {
    const data = { symptom: 'Upload fails', incidentId: 'i-4', unit: 'four', at: '2026-11-16T02:00:00.000Z' };
    when('symptom-s-1', 'symptom.observed', { ...data, problemId: 'p-1' }).sends({
      command: 'TakeIncident',
      target: 'p-1',
      data: { incidentId: 'i-4', unit: 'four' },
      key: 'TakeIncident',
    });
    when('symptom-s-1', 'symptom.observed', data).silent();
  });

  it.each(['problem.dismissed', 'problem.closed'])('%s: counting starts anew', (type) => {
    when('problem-p-1', type, { symptomId: 's-1' }).sends({
      command: 'EndSymptomSeries',
      target: 's-1',
      data: { problemId: 'p-1' },
      key: 'EndSymptomSeries',
    });
    when('problem-p-1', type, {}).silent('no symptom is counted for this problem');
  });

  const HEARD = ['symptom.became-system-bug', 'symptom.observed', 'problem.dismissed', 'problem.closed'];
  it.each(
    [...Object.keys(problemEventSchemas), ...Object.keys(symptomEventSchemas)].filter((type) => !HEARD.includes(type)),
  )('is silent at %s', (type) => {
    when(type.startsWith('problem') ? 'problem-p-1' : 'symptom-s-1', type, {
      symptomId: 's-1',
      problemId: 'p-1',
    }).silent();
    expect(problemCandidate.streams).toEqual(['symptom-', 'problem-']);
  });
});
