import type { CompiledProfile } from '@evidesk/profiles';
import {
  at,
  eventOf,
  judgement,
  policy,
  recordedUnder,
  resolve,
  settings,
  then,
  told,
} from '../../testing/clock-course.js';
import { by } from '../../testing/commands.js';
import { Life, profileOf } from '../../testing/incident-kit.js';
import type { Judgement } from '../contract/clock-events.js';

let desk: CompiledProfile;
beforeAll(async () => {
  desk = await profileOf();
});

const reported = (time: string, data: object = {}, profile = desk) => recordedUnder(profile, time, data);

describe('Clocks end', () => {
  it('C10 with both figures: by the target in force, and by the share of each segment', () => {
    // Six of eight hours at high, then 24 hours at medium: a quarter is left of the whole, six working hours.
    const life = reported('09:00', { priority: 'P2' }).does('ClassifyIncident', {}, then('09:00'));
    life.does('ChangePriority', { priority: 'P3' }, then('15:00'));
    expect(judgement(resolve(life, '13:00', 1))).toEqual({
      target: { duration: 'PT24H', calendar: 'working', dueAt: at('18:00', 2), met: true },
      atResolution: { usedPermille: Math.ceil(11_000 / 24), met: true },
      bySegments: { usedPermille: 1_000, met: true },
    });
    const late = reported('09:00', { priority: 'P2' }).does('ClassifyIncident', {}, then('09:00'));
    late.does('ChangePriority', { priority: 'P3' }, then('15:00'));
    expect(judgement(resolve(late, '13:01', 1))).toMatchObject({
      target: { met: true },
      atResolution: { met: true },
      bySegments: { usedPermille: 1_001, met: false },
    });
  });

  it('C10 judged by the figure of the profile', async () => {
    const profile = await policy({ judgedBy: 'target_of_each_segment' });
    const course = (life: Life) => {
      life.does('ClassifyIncident', {}, then('09:00')).does('ChangePriority', { priority: 'P1' }, then('11:00'));
      return judgement(resolve(life, '12:00'));
    };
    // A quarter of eight hours, then half of two: kept by segments, missed by the target in force.
    const figures = { atResolution: { usedPermille: 1_500, met: false }, bySegments: { usedPermille: 750, met: true } };
    expect(course(reported('09:00', { priority: 'P2' }, profile))).toMatchObject({ ...figures, target: { met: true } });
    expect(course(reported('09:00', { priority: 'P2' }))).toMatchObject({ ...figures, target: { met: false } });
  });

  it('C10 with two figures that agree where the target never changed, over the end of a day too', () => {
    for (const [time, met] of [
      ['18:00', true],
      ['20:00', false],
    ] as const) {
      const life = reported('09:00', { priority: 'P3' }).does('ClassifyIncident', {}, then('09:00'));
      const { target, atResolution, bySegments } = judgement(resolve(life, time, 2));
      expect([target?.met, atResolution, bySegments]).toEqual([
        met,
        { usedPermille: 1_000, met },
        { usedPermille: 1_000, met },
      ]);
    }
  });

  it('S0-91 with a response at the latest when it is solved', async () => {
    const never = await profileOf('std-4tier', (profile) => ({ ...profile, firstResponse: ['escalated'] }));
    const life = resolve(reported('09:00', {}, never).does('ClassifyIncident', {}, then('09:10')), '09:30');
    expect(life.types.slice(-2)).toEqual(['incident.responded', 'incident.resolved']);
    expect(eventOf(life, 'incident.responded').data).toEqual({
      trigger: 'resolved',
      workingMs: 1_800_000,
      target: { duration: 'PT1H', calendar: '24x7', dueAt: at('10:00'), met: true },
    });
  });

  it('S0-85 when it was solved, not when that was written down', () => {
    const life = reported('09:00', { priority: 'P1' }).does('ClassifyIncident', {}, then('09:00'));
    life.does('RecordSupport', { resolved: true, escalationReason: undefined }, then('10:20'));
    life.does('ResolveIncident', { resolvedAt: at('10:20') }, then('12:00'));
    expect(told(life)).toEqual([]);
    expect(judgement(life).target).toMatchObject({ met: true });
  });

  it('C7 C10 and go on as if they had never stopped when the resolution is rejected', () => {
    const life = resolve(reported('09:00', { priority: 'P1' }).does('ClassifyIncident', {}, then('09:00')), '10:00');
    life.does('RejectResolution', {}, then('10:50'));
    expect(told(life)).toEqual([`resolution 75 ${at('10:30')}`, `resolution 90 ${at('10:48')}`]);
    expect(life.incident.clocks.resolution).toMatchObject({ dueAt: at('11:00'), warned: [75, 90] });
    expect(life.incident.clocks.resolution).not.toHaveProperty('ended');
    expect(life.incident.clocks.response).toHaveProperty('ended');
    expect(judgement(resolve(life, '11:01')).target?.met).toBe(false);
    expect(told(life).at(-1)).toBe(`resolution breached ${at('11:00')}`);
  });

  it('S1-29 C19 with a workaround, if the profile says so; a rejection does not set them going again', async () => {
    const profile = await policy({ workaroundEndsResolution: true });
    const life = reported('09:00', { priority: 'P1' }, profile).does('ClassifyIncident', {}, then('09:00'));
    life.does('ApplyWorkaround', {}, then('10:00'));
    const kept: Judgement = {
      target: { duration: 'PT2H', calendar: '24x7', dueAt: at('11:00'), met: true },
      atResolution: { usedPermille: 500, met: true },
      bySegments: { usedPermille: 500, met: true },
    };
    expect(life.last.data).toEqual({ description: 'Mail goes by the old relay.', ...kept });
    life.does('ApplyWorkaround', {}, then('10:10'));
    expect(life.last.data).toEqual({ description: 'Mail goes by the old relay.' });
    life.does('ChangePriority', { priority: 'P2' }, then('10:20'));
    expect(settings(life.last)).toEqual([]);
    expect(judgement(resolve(life, '20:00'))).toEqual(kept);
    life.does('RejectResolution', {}, then('21:00'));
    expect(settings(life.last)).toEqual([]);
    expect(judgement(resolve(life, '22:00'))).toEqual(kept);
    expect(told(life)).toEqual([]);
  });

  it('S1-77 without judgement as a duplicate, and catch up when it is none', () => {
    const life = reported('09:00', { priority: 'P1' }).does('ClassifyIncident', {}, then('09:00'));
    life.does('MarkDuplicate', {}, then('09:30')).does('AddComment', {}, then('15:00'));
    expect(told(life)).toEqual([]);
    life.does('UnmarkDuplicate', {}, then('16:00'));
    expect(told(life)).toHaveLength(3);
    const held = reported('09:00').does('ClassifyIncident', {}, then('09:00'));
    held.does('PutOnHold', { reason: 'user' }, then('09:10')).does('MarkDuplicate', {}, then('09:30'));
    held.does('UnmarkDuplicate', {}, then('10:00'));
    expect(held.last.data).toEqual({ of: 'incident-9', reason: 'Another relay', standsSince: at('09:10') });
  });
});

describe('History that comes in late', () => {
  const importer = by('importer', 'service_desk', 'l2').actor;
  const past = (instant: string) => ({ actor: importer, occurredAt: instant, recordedAt: at('09:00') });

  it('C22 S4-27 gets its warnings and breaches at their instants, told before what came after them', () => {
    const life = new Life(desk)
      .does(
        'RecordIncident',
        { priority: 'P1', discoveredAt: '2016-03-01T00:00:00.000Z' },
        past('2016-03-01T00:00:00.000Z'),
      )
      .does('ClassifyIncident', {}, past('2016-03-01T00:05:00.000Z'))
      .does('PutOnHold', { reason: 'supplier' }, past('2016-03-01T03:00:00.000Z'));
    expect(life.types).toEqual([
      'incident.recorded',
      'incident.declared-major',
      'incident.classified',
      'incident.responded',
      'incident.sla-warned',
      'incident.sla-warned',
      'incident.sla-breached',
      'incident.put-on-hold',
    ]);
    expect(life.events[6]).toEqual({
      type: 'incident.sla-breached',
      data: { clock: 'resolution', dueAt: '2016-03-01T02:00:00.000Z', tier: 'service_desk', priority: 'P1' },
    });
  });

  it('C22 tells at once what had passed when it was recorded', () => {
    const life = new Life(desk).does(
      'RecordIncident',
      { priority: 'P1', discoveredAt: at('00:00'), reportedAt: at('08:40') },
      then('09:00'),
    );
    expect(told(life)).toEqual([
      `response 75 ${new Date(Date.parse(at('08:40')) + 675_000).toISOString()}`,
      `response 90 ${new Date(Date.parse(at('08:40')) + 810_000).toISOString()}`,
      `response breached ${at('08:55')}`,
    ]);
  });

  it('C22 is never refused for its order', () => {
    const life = reported('12:00', { priority: 'P3' }).does('ClassifyIncident', {}, then('11:00'));
    life.does('PutOnHold', { reason: 'user' }, then('15:00')).does('ResumeIncident', {}, then('10:00'));
    expect(life.last.data).toMatchObject({ pausedMs: { '24x7': 0, working: 0 } });
    life.does('ChangePriority', { priority: 'P1' }, then('09:00'));
    life.does('RecordSupport', { resolved: true, escalationReason: undefined }, then('09:00'));
    life.does('ResolveIncident', {}, then('08:30'));
    expect(eventOf(life, 'incident.resolved').data).toMatchObject({
      workingMs: 0,
      target: { met: true },
      bySegments: { usedPermille: 0, met: true },
    });
  });
});
