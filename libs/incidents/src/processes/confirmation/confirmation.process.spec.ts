import type { CompiledProfile } from '@evidesk/profiles';
import { givenProcess } from '@evidesk/testing';
import { by } from '../../../testing/commands.js';
import { Life, on, profileOf } from '../../../testing/incident-kit.js';
import { lifeAt, PLACES } from '../../../testing/std-4tier-path.js';
import { confirmation } from './confirmation.process.js';

let desk: CompiledProfile;
beforeAll(async () => {
  desk = await profileOf();
});

const staff = by('service_desk').actor;
const system = { id: 'process:confirmation', roles: ['system'] };
const STEPS = [
  ['remind:1', '2026-11-17T02:00:00.000Z'],
  ['remind:2', '2026-11-19T02:00:00.000Z'],
  ['hand-over', '2026-11-23T02:00:00.000Z'],
] as const;
const answer = (steps: readonly (readonly [string, string])[], notBefore?: string) => ({
  key: 'answer',
  target: 'i-1',
  deadlines: steps.map(([key, at]) => ({ key, at, notBefore, command: 'ReachDeadlines', data: {} })),
});

function when(life: Life) {
  const events = life.recorded();
  const last = events.at(-1);
  if (last === undefined) throw new Error('nothing happened');
  return givenProcess(confirmation, ...events.slice(0, -1)).when(last);
}
const reached = (life: Life, instant: string) => life.does('ReachDeadlines', {}, on(instant, system));

describe('confirmation', () => {
  it('S0-33 S1-40 C17 reminds the reporter and hands over, once nothing but his word is missing', () => {
    when(lifeAt('closing (resolved)', desk)).schedules(answer(STEPS));
  });

  it('S1-41 confirms by itself where the profile says so', async () => {
    const silent = await profileOf('std-4tier', (profile) => ({
      ...profile,
      closing: { ...profile.closing, handToDeskAfter: undefined, confirmAutomaticallyAfter: 'P5D' },
    }));
    when(lifeAt('closing (resolved)', silent)).schedules(
      answer([STEPS[0], STEPS[1], ['confirm', '2026-11-23T02:00:00.000Z']]),
    );
  });

  it('S0-33 keeps what is still to come', () => {
    const life = reached(lifeAt('closing (resolved)', desk), '2026-11-17T02:00:00.000Z');
    when(life).schedules(answer(STEPS.slice(1)));
    when(reached(life, '2026-11-19T02:00:00.000Z')).schedules(answer(STEPS.slice(2)));
    when(reached(life, '2026-11-23T02:00:00.000Z')).schedules(answer([]));
  });

  it.each(['ConfirmResolution', 'RejectResolution'] as const)('C17 S1-41 stops at %s', (type) => {
    when(lifeAt('closing (resolved)', desk).does(type)).schedules(answer([]));
  });

  it('S1-41 stops when it is closed', () => {
    when(lifeAt('closing (closed)', desk)).schedules(answer([]));
  });

  it('C22 lets history that is still coming in have its say for an hour', () => {
    const late = { actor: staff, occurredAt: '2026-11-16T02:00:00.000Z', recordedAt: '2026-11-16T04:00:00.000Z' };
    when(lifeAt('solution_record (resolved)', desk).does('RecordSolution', {}, late)).schedules(
      answer(STEPS, '2026-11-16T05:00:00.000Z'),
    );
  });

  it.each(PLACES.filter((place) => !place.startsWith('closing')))('is silent on the way: %s', (place) => {
    when(lifeAt(place, desk)).silent();
  });

  it('C17 is silent where the desk confirms by evidence', () => {
    const life = new Life(desk)
      .does('RecordIncident', { source: 'monitoring_alert' })
      .does('ClassifyIncident')
      .does('RecordSupport', { resolved: true, escalationReason: undefined })
      .does('ResolveIncident')
      .does('RecordSolution');
    expect(life.incident.stage).toBe('closing');
    when(life).silent();
  });

  it('answers the same when an event is delivered again', () => {
    const [...events] = lifeAt('closing (resolved)', desk).recorded();
    const last = events.at(-1)!;
    givenProcess(confirmation, ...events)
      .when(last)
      .schedules(answer(STEPS));
  });
});
