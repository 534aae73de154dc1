import { deriveId } from '@evidesk/kernel';
import { givenProcess, history } from '@evidesk/testing';
import { coordinationEventSchemas } from '../../contract/coordination-events.js';
import { problemEventSchemas } from '../../contract/problem-events.js';
import { problemLink } from './problem-link.process.js';

function when(stream: string, type: string, data: object) {
  const [event] = history(stream, [{ event: { type, data } }]);
  if (event === undefined) throw new Error('no event');
  return givenProcess(problemLink).when(event);
}
const link = (incidentId: string, kind: string, target: string) => ({
  command: 'LinkIncident',
  target: incidentId,
  data: { kind, target },
  key: `LinkIncident ${incidentId}`,
});

describe('problem-link', () => {
  it.each(['problem.accepted', 'problem.opened'])('S1-32 S2-02 %s: each of its incidents is linked', (type) => {
    when('problem-p-1', type, { incidents: ['i-1', 'i-2'] }).sends(
      link('i-1', 'problem', 'p-1'),
      link('i-2', 'problem', 'p-1'),
    );
  });

  it('S1-32 a further incident is linked where the problem is accepted', () => {
    when('problem-p-1', 'problem.incident-added', { incidentId: 'i-4', accepted: true }).sends(
      link('i-4', 'problem', 'p-1'),
    );
    when('problem-p-1', 'problem.incident-added', { incidentId: 'i-4', accepted: false }).silent(
      'a candidate is linked when it is accepted',
    );
  });

  it('C14 S1-45 a coordination form is linked on its incident, with who is to take it', () => {
    const raised = { incidentId: 'i-1', number: 'COO-202611-000001' };
    const linked = link('i-1', 'coordination_form', 'k-1');
    when('coordination-k-1', 'coordination.raised', { ...raised, handedTo: { role: 'operations' } }).sends({
      ...linked,
      data: { ...linked.data, note: 'COO-202611-000001 → operations' },
    });
    when('coordination-k-1', 'coordination.raised', {
      ...raised,
      handedTo: { role: 'operations', engineer: 'zhao' },
    }).sends({ ...linked, data: { ...linked.data, note: 'COO-202611-000001 → zhao' } });
  });

  it('S1-49 its reply is written back', () => {
    const data = { incidentId: 'i-1', number: 'COO-202611-000001', reply: 'Works again' };
    when('coordination-k-1', 'coordination.resolved', data).sends({
      command: 'AddComment',
      target: 'i-1',
      data: { text: 'COO-202611-000001: Works again' },
      key: 'AddComment',
    });
  });

  it('S1-56 a change of information enters problem management, as one candidate a form', () => {
    const data = { incidentId: 'i-1', title: 'Wrong unit code' };
    when('coordination-k-1', 'coordination.information-change-found', data).sends({
      command: 'ProposeProblem',
      target: deriveId('problem', 'k-1'),
      data: { origin: 'coordination_form', title: 'Wrong unit code', incidents: ['i-1'], coordinationId: 'k-1' },
      key: 'ProposeProblem',
    });
  });

  const HEARD = [
    'problem.opened',
    'problem.accepted',
    'problem.incident-added',
    'coordination.raised',
    'coordination.resolved',
    'coordination.information-change-found',
  ];
  it.each(
    [...Object.keys(problemEventSchemas), ...Object.keys(coordinationEventSchemas)].filter(
      (type) => !HEARD.includes(type),
    ),
  )('is silent at %s', (type) => {
    when(`${type.split('.')[0] ?? ''}-x-1`, type, { incidentId: 'i-1', incidents: ['i-1'] }).silent();
    expect(problemLink.streams).toEqual(['problem-', 'coordination-']);
  });
});
