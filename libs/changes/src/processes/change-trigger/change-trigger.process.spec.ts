import { givenProcess, history } from '@evidesk/testing';
import { incidentEventSchemas } from '@evidesk/incidents';
import { changeEventSchemas } from '../../contract/change-events.js';
import { changeTrigger } from './change-trigger.process.js';

const given = givenProcess(changeTrigger);
function happened(stream: string, type: string, data: object) {
  const [event] = history(stream, [{ event: { type, data } }]);
  if (event === undefined) throw new Error('no event');
  return event;
}

const move = { from: 'change_application', to: 'change_implementation', tier: 'l3', waitsFor: ['l3'] };
const form = { description: 'Replace the relay', riskAssessment: 'Ten minutes', rollbackPlan: 'Switch back' };

describe('change-trigger', () => {
  it('reads incidents and changes', () => {
    expect(changeTrigger.streams).toEqual(['incident-', 'change-']);
  });

  it('S0-31 S0-40 S0-80 S1-33 an application opens the change request, with its form', () => {
    given
      .when(
        happened('incident-i-1', 'incident.change-applied-for', {
          changeId: 'c-1',
          ...form,
          pausesClocks: false,
          move,
        }),
      )
      .sends({
        command: 'RequestChange',
        target: 'c-1',
        data: { incidentId: 'i-1', ...form },
        key: 'RequestChange',
      });
  });

  it('S1-34 what will be other about the configuration item goes with it', () => {
    const item = { affectedCi: 'Relay 1', plannedChanges: { version: '1.1' } };
    given
      .when(
        happened('incident-i-1', 'incident.change-applied-for', {
          changeId: 'c-1',
          ...form,
          ...item,
          pausesClocks: false,
          move,
        }),
      )
      .sends({
        command: 'RequestChange',
        target: 'c-1',
        data: { incidentId: 'i-1', ...form, ...item },
        key: 'RequestChange',
      });
  });

  it('S0-40 S1-33 a change that is in place moves its incident on', () => {
    given.when(happened('change-c-1', 'change.implemented', { incidentId: 'i-1', result: 'Done' })).sends({
      command: 'ReportChangeImplemented',
      target: 'i-1',
      data: { changeId: 'c-1' },
      key: 'ReportChangeImplemented',
    });
  });

  it.each([
    ['change.rejected', 'rejected'],
    ['change.rolled-back', 'rolled_back'],
  ])('S1-33 %s gives the incident back to the third line, with the reason', (type, outcome) => {
    given.when(happened('change-c-1', type, { incidentId: 'i-1', reason: 'Freeze' })).sends({
      command: 'ReportChangeFailed',
      target: 'i-1',
      data: { changeId: 'c-1', outcome, reason: 'Freeze' },
      key: 'ReportChangeFailed',
    });
  });

  it.each([
    ['change.implemented', { result: 'Done' }],
    ['change.rejected', { reason: 'Freeze' }],
    ['change.rolled-back', { reason: 'Broken' }],
  ])('C14 %s of a change of its own right: no incident waits, and the reason is told', (type, data) => {
    given.when(happened('change-c-1', type, data)).silent('a change of its own right, no incident waits for it');
  });

  const HEARD = ['incident.change-applied-for', 'change.implemented', 'change.rejected', 'change.rolled-back'];
  it.each(
    [...Object.keys(incidentEventSchemas), ...Object.keys(changeEventSchemas), 'change.painted'].filter(
      (type) => !HEARD.includes(type),
    ),
  )('is silent at %s', (type) => {
    given
      .when(
        happened(type.startsWith('change') ? 'change-c-1' : 'incident-i-1', type, {
          incidentId: 'i-1',
          changeId: 'c-1',
        }),
      )
      .silent();
  });

  it('answers the same when an event is delivered again', () => {
    const event = happened('change-c-1', 'change.implemented', { incidentId: 'i-1', result: 'Done' });
    expect(changeTrigger.react(event, undefined)).toEqual(changeTrigger.react(event, undefined));
  });
});
