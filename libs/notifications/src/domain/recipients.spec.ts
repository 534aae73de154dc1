import type { NotificationRule } from '@evidesk/profiles';
import { type IncidentFacts, type Reach, toldOf } from './recipients.js';

const facts: IncidentFacts = {
  incidentId: 'i-1',
  reporterId: 'wang',
  confirmation: 'user',
  waitsFor: ['l2', 'incident_manager'],
};
const reach: Reach = { email: true, webhooks: ['chat', 'pager'] };
const told = (
  to: readonly string[],
  channels: NotificationRule['channels'],
  changes: Partial<IncidentFacts> = {},
  actorId = 'agent',
  can: Reach = reach,
) =>
  toldOf('closed', [{ on: 'closed', to: [...to], channels }], { ...facts, ...changes }, actorId, can).map(
    ({ channel, recipient: { kind, id } }) => `${channel} ${kind}:${id}`,
  );

describe('Who is told', () => {
  it.each<[string, readonly string[], Partial<IncidentFacts>, readonly string[]]>([
    ['S1-40 the reporter', ['reporter'], {}, ['reporter:wang']],
    ['S1-40 a reporter who is no user', ['reporter'], { reporterId: undefined }, ['reporter:i-1']],
    ['C17 no reporter of what monitoring has found', ['reporter'], { confirmation: 'evidence' }, []],
    ['S1-11 the engineer as owner', ['owner'], { engineer: 'han', group: 'mail' }, ['person:han']],
    ['S1-11 the group as owner', ['owner'], { group: 'mail' }, ['group:mail']],
    ['S1-45 those who are to act as owner', ['owner'], {}, ['role:l2', 'role:incident_manager']],
    ['the group', ['group'], { group: 'mail', engineer: 'han' }, ['group:mail']],
    ['no group where there is none', ['group'], {}, []],
    ['a role', ['service_desk'], {}, ['role:service_desk']],
    ['each of them once', ['l2', 'owner', 'incident_manager'], {}, ['role:l2', 'role:incident_manager']],
  ])('S4-52 %s', (_what, to, changes, expected) => {
    expect(told(to, ['email'], changes)).toEqual(expected.map((recipient) => `email ${recipient}`));
  });

  it('S4-52 by each channel that the rule names', () => {
    expect(told(['reporter'], ['in_app', 'email', 'webhook'])).toEqual([
      'in_app reporter:wang',
      'email reporter:wang',
      'webhook webhook:chat',
      'webhook webhook:pager',
    ]);
  });

  it('S4-52 by no channel that is not set up, and without a list only where there is somebody to look at it', () => {
    const nothing: Reach = { email: false, webhooks: [] };
    expect(told(['reporter'], ['in_app', 'email', 'webhook'], {}, 'agent', nothing)).toEqual(['in_app reporter:wang']);
    expect(told(['reporter'], ['in_app'], { reporterId: undefined })).toEqual([]);
  });

  it('S4-52 not of what they did themselves; a reporter gets a receipt all the same', () => {
    expect(told(['owner', 'l2'], ['email'], { engineer: 'han' }, 'han')).toEqual(['email role:l2']);
    expect(told(['reporter'], ['email'], {}, 'wang')).toEqual(['email reporter:wang']);
  });

  it('S2-13 only by the rules of the occasion', () => {
    const rules: NotificationRule[] = [{ on: 'resolved', to: ['reporter'], channels: ['email'] }];
    expect(toldOf('closed', rules, facts, 'agent', reach)).toEqual([]);
  });
});
