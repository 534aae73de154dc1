import type { CompiledProfile } from '@evidesk/profiles';
import { givenProjection } from '@evidesk/testing';
import { at, recordedUnder, resolve, then } from '../../../testing/clock-course.js';
import { type Life, on, profileOf } from '../../../testing/incident-kit.js';
import { queueProjection } from './queue.projection.js';

let desk: CompiledProfile;
beforeAll(async () => {
  desk = await profileOf();
});

const system = { id: 'process:sla-escalation', roles: ['system'] };
const given = givenProjection(queueProjection);
const dueOf = (life: Life) => {
  const item = given(life.recorded()).document('i-1');
  return item && [item.dueAt, item.breached];
};
const reported = (priority = 'P1') => recordedUnder(desk, '09:00', { priority });

describe('The deadline in a queue', () => {
  it('S4-20 is the nearest that is open: the response, then the resolution', () => {
    const life = reported();
    expect(dueOf(life)).toEqual([at('09:15'), false]);
    expect(dueOf(life.does('ClassifyIncident', {}, then('09:10')))).toEqual([at('11:00'), false]);
    expect(dueOf(resolve(life, '10:00'))).toEqual([undefined, false]);
    expect(dueOf(life.does('RejectResolution', {}, then('10:10')))).toEqual([at('11:00'), false]);
  });

  it('S4-27 stays when it has passed, as one that was missed, until the work is done', () => {
    const life = reported().does('ReachDeadlines', {}, on(at('09:15'), system));
    expect(dueOf(life)).toEqual([at('09:15'), true]);
    expect(dueOf(life.does('ClassifyIncident', {}, then('09:20')))).toEqual([at('11:00'), false]);
    expect(dueOf(life.does('ReachDeadlines', {}, on(at('11:00'), system)))).toEqual([at('11:00'), true]);
    expect(dueOf(life.does('ChangePriority', { priority: 'P2' }, then('11:05')))).toEqual([at('17:00'), false]);
  });

  it('C27 is none while the clocks stand still', () => {
    const life = reported().does('ClassifyIncident', {}, then('09:10'));
    expect(dueOf(life.does('PutOnHold', { reason: 'user' }, then('09:30')))).toEqual([undefined, false]);
    expect(dueOf(life.does('ChangePriority', { priority: 'P2' }, then('09:40')))).toEqual([undefined, false]);
    expect(dueOf(life.does('ResumeIncident', {}, then('10:30')))).toEqual([at('18:00'), false]);
    expect(dueOf(life.does('PutOnHold', { reason: 'supplier' }, then('10:40')))).toEqual([at('18:00'), false]);
  });

  it('S1-65 is the day’s end where that comes first, though the incident waits', async () => {
    const itss = await profileOf('hhlc-itss', (profile) => ({
      ...profile,
      pauseReasons: profile.pauseReasons.map((reason) => ({ ...reason, pausesClocks: true })),
    }));
    const life = recordedUnder(itss, '17:30', { priority: 'P4', dataUploadAffected: true });
    expect(dueOf(life)).toEqual([at('18:00'), false]);
    life.does('ClassifyIncident', {}, then('17:35')).does('PutOnHold', {}, then('17:40'));
    expect(dueOf(life)).toEqual([at('18:00'), false]);
  });

  it('S4-25 is none without a target', async () => {
    const without = await profileOf('std-4tier', (profile) => ({ ...profile, slaTargets: [] }));
    expect(dueOf(recordedUnder(without, '09:00'))).toEqual([undefined, false]);
  });

  it('C19 is none once a workaround has ended the clock, if the profile says so', async () => {
    const ending = await profileOf('std-4tier', (profile) => ({
      ...profile,
      slaPolicy: { ...profile.slaPolicy!, workaroundEndsResolution: true },
    }));
    const life = recordedUnder(ending, '09:00').does('ClassifyIncident', {}, then('09:05'));
    expect(dueOf(life.does('ApplyWorkaround', {}, then('09:10')))).toEqual([undefined, false]);
  });

  it('S0-33 C17 the desk is waited for once the reporter has not answered', async () => {
    const fault = await profileOf('blueking-fault');
    const life = recordedUnder(fault, '09:00', { handlingTeam: 'web' });
    life.happened.push({
      event: {
        type: 'incident.confirmation-handed-over',
        data: { dueAt: at('09:00', 5), waitsFor: ['customer_service'] },
      },
    });
    expect(given(life.recorded()).document('i-1')?.waitsFor).toEqual(['customer_service']);
  });
});
