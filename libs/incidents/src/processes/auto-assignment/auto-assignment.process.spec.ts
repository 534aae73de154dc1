import type { CompiledProfile } from '@evidesk/profiles';
import { givenProcess, history } from '@evidesk/testing';
import { by } from '../../../testing/commands.js';
import { Life, profileOf } from '../../../testing/incident-kit.js';
import { incidentEventSchemas } from '../../contract/incident-events.js';
import { autoAssignment } from './auto-assignment.process.js';

const given = (...before: Parameters<typeof history>[1]) =>
  givenProcess(autoAssignment, ...history('incident-i-1', before));
const at = (event: Parameters<typeof history>[1][number]) => {
  const [stored] = history('incident-i-1', [event], { revision: 5, position: 6 });
  if (stored === undefined) throw new Error('no event');
  return stored;
};
const send = { command: 'AutoAssign', target: 'i-1', data: {}, key: 'AutoAssign' };
const recorded = { event: { type: 'incident.recorded', data: { assignedByRules: true } } };
const move = { from: 'first_line', to: 'second_line', tier: 'l2', waitsFor: ['l2'] };
const [classified, escalated] = ['incident.classified', 'incident.escalated'].map((type) => ({
  event: { type, data: { move } },
}));
if (classified === undefined || escalated === undefined) throw new Error('no event');

describe('auto-assignment', () => {
  it('S4-46 a new incident of a profile with rules is to be assigned', () => {
    given().when(at(recorded)).sends(send);
  });

  it.each([
    ['classified', classified],
    ['escalated to another tier', escalated],
  ])('S4-46 so is one that is %s', (_what, event) => {
    given(recorded).when(at(event)).sends(send);
  });

  it('is silent for an incident whose profile has no rules', () => {
    const other = { event: { type: 'incident.recorded', data: {} } };
    given().when(at(other)).silent();
    given(other).when(at(classified)).silent();
    given(other).when(at(escalated)).silent();
  });

  it('says why it is silent where an incident only went up the hierarchy', () => {
    given(recorded)
      .when(at({ event: { type: 'incident.escalated', data: { kind: 'hierarchical', reason: 'late' } } }))
      .silent('it went up the hierarchy, and stays with its tier');
  });

  it.each(['incident.closed', 'incident.cancelled'])('forgets an incident at %s', (type) => {
    const end = { event: { type, data: {} } };
    given(recorded).when(at(end)).silent();
    given(recorded, end).when(at(classified)).silent();
  });

  const HEARD = ['incident.recorded', 'incident.classified', 'incident.escalated'];
  it.each([...Object.keys(incidentEventSchemas), 'incident.painted'].filter((type) => !HEARD.includes(type)))(
    'is silent at %s',
    (type) =>
      given(recorded)
        .when(at({ event: { type, data: {} } }))
        .silent(),
  );

  it('C22 waits an hour where the event is history that is still coming in', () => {
    const occurredAt = '2016-02-29T01:16:00.000Z';
    const recordedAt = '2026-11-16T02:00:00.000Z';
    given()
      .when(at({ ...recorded, metadata: { occurredAt, recordedAt } }))
      .schedules({
        key: 'AutoAssign',
        target: 'i-1',
        deadlines: [
          {
            key: 'AutoAssign',
            at: recordedAt,
            notBefore: '2026-11-16T03:00:00.000Z',
            command: 'AutoAssign',
            data: {},
          },
        ],
      });
    given()
      .when(at({ ...recorded, metadata: { occurredAt: '2026-11-16T01:00:00.000Z', recordedAt } }))
      .sends(send);
  });

  it.each([
    ['servicedesk-phase1', ['AutoAssign', 'AutoAssign', 'AutoAssign']],
    ['std-4tier', []],
  ])('S4-46 hears of every step of a life under %s', async (name, commands) => {
    const profile: CompiledProfile = await profileOf(name);
    const [desk, line] = name === 'std-4tier' ? ['service_desk', 'service_desk'] : ['l1', 'l1'];
    const events = new Life(profile)
      .does('RecordIncident', { impact: 'low', urgency: 'low', priority: 'P4' }, by(desk))
      .does('ClassifyIncident', { category: undefined, priority: 'P4' }, by(desk))
      .does('RecordSupport', { tier: line }, by(desk))
      .recorded();
    let memory: Parameters<typeof autoAssignment.react>[1];
    const sent = events.flatMap((event) => {
      memory = autoAssignment.memory?.remember(memory, event, 'i-1') ?? undefined;
      return autoAssignment.react(event, memory).map((output) => output.kind === 'send' && output.command);
    });
    expect(sent).toEqual(commands);
  });
});
