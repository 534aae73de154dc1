import type { CompiledProfile } from '@evidesk/profiles';
import {
  at,
  eventOf,
  judgement,
  policy,
  recordedUnder,
  resolve,
  setting,
  settings,
  then,
  told,
} from '../../testing/clock-course.js';
import { profileOf } from '../../testing/incident-kit.js';
import type { IncidentResolved } from '../contract/flow-events.js';

let desk: CompiledProfile;
beforeAll(async () => {
  desk = await profileOf();
});

const reported = (time: string, data: object = {}, profile = desk) => recordedUnder(profile, time, data);

describe('Clocks start', () => {
  it('S4-20 S4-25 S4-26 C26 for a critical incident with 15 minutes and two hours, round the clock', () => {
    const { events } = reported('23:50', { priority: 'P1' });
    expect(events.map(({ type }) => type)).toEqual(['incident.recorded', 'incident.declared-major']);
    expect(settings(events[0]!)).toEqual([
      {
        clock: 'response',
        duration: 'PT15M',
        calendar: '24x7',
        startedAt: at('23:50'),
        dueAt: at('00:05', 1),
        warnings: [
          { percent: 75, at: new Date(Date.parse(at('23:50')) + 675_000).toISOString() },
          { percent: 90, at: new Date(Date.parse(at('23:50')) + 810_000).toISOString() },
        ],
      },
      {
        clock: 'resolution',
        duration: 'PT2H',
        calendar: '24x7',
        startedAt: at('23:50'),
        dueAt: at('01:50', 1),
        warnings: [
          { percent: 75, at: at('01:20', 1) },
          { percent: 90, at: at('01:38', 1) },
        ],
      },
    ]);
  });

  it.each([
    ['S4-21', 'P2', 'PT1H', at('11:00'), 'PT8H', at('18:00')],
    ['S4-22', 'P3', 'PT4H', at('15:00'), 'PT24H', at('10:00', 3)],
    ['S4-23', 'P4', 'PT8H', at('10:00', 1), 'PT72H', at('10:00', 11)],
  ])('%s C2 at priority %s with %s and %s', (_id, priority, response, responseDue, resolution, due) => {
    const [recorded] = reported('10:00', { priority }).events;
    expect(setting(recorded!, 'response')).toMatchObject({ duration: response, dueAt: responseDue });
    expect(setting(recorded!, 'resolution')).toMatchObject({ duration: resolution, dueAt: due });
  });

  it('S4-24 S1-11 C21 for a service request with five working days, warned by their working time', () => {
    const [recorded] = reported('10:00', { recordType: 'service_request', priority: 'P1' }).events;
    expect(setting(recorded!, 'response')).toMatchObject({ duration: 'PT24H', dueAt: at('10:00', 3) });
    // 75 % of 40 working hours are 30: three days and six hours from Monday 10:00.
    expect(setting(recorded!, 'resolution')).toMatchObject({
      duration: 'P5D',
      dueAt: at('10:00', 7),
      warnings: [
        { percent: 75, at: at('17:00', 3) },
        { percent: 90, at: at('15:00', 4) },
      ],
    });
  });

  it.each([
    ['S1-63', 'P2', at('12:00')],
    ['S1-62', 'P3', at('15:00')],
    ['S1-61', 'P4', at('10:00', 1)],
  ])('%s C3 in the S1 preset at %s without a response target', async (_id, priority, dueAt) => {
    const itss = await profileOf('hhlc-itss');
    for (const recordType of ['incident', 'service_request'] as const) {
      const [recorded] = reported('10:00', { priority, recordType }, itss).events;
      expect(settings(recorded!)).toEqual([expect.objectContaining({ clock: 'resolution', dueAt })]);
    }
  });

  it('S4-25 not at all where the table has no row', async () => {
    const without = await profileOf('std-4tier', (profile) => ({ ...profile, slaTargets: [] }));
    const life = resolve(reported('10:00', {}, without).does('ClassifyIncident', {}, then('11:00')), '12:00');
    expect(life.events.flatMap(settings)).toEqual([]);
    expect(eventOf(life, 'incident.responded').data).not.toHaveProperty('target', expect.anything());
    expect(judgement(life)).toEqual({});
  });

  it.each([
    ['reported', at('09:00')],
    ['discovered', at('08:00')],
    ['recorded', at('10:00')],
  ] as const)('C22 from when it was %s, if the profile says so', async (startsAt, startedAt) => {
    const profile = await policy({ startsAt });
    const life = reported('10:00', { reportedAt: at('09:00'), discoveredAt: at('08:00') }, profile);
    for (const clock of ['response', 'resolution'] as const)
      expect(setting(life.events[0]!, clock)).toMatchObject({ startedAt });
  });

  it('C22 from another instant when the discovery was put right, where that is the start', async () => {
    const life = reported('10:00', { discoveredAt: at('08:00') }, await policy({ startsAt: 'discovered' }));
    life.does('ClassifyIncident', {}, then('10:01'));
    life.does('CorrectDetails', { changes: { discoveredAt: at('07:30') } }, then('10:02'));
    expect(settings(life.last)).toEqual([
      expect.objectContaining({ clock: 'resolution', startedAt: at('07:30'), dueAt: at('15:30') }),
    ]);
    const reporting = reported('10:00', { discoveredAt: at('08:00') });
    reporting.does('CorrectDetails', { changes: { discoveredAt: at('07:30') } }, then('10:02'));
    expect(settings(reporting.last)).toEqual([]);
  });
});

describe('Clocks stand still', () => {
  it('C27 and go on later by the working time of the pause, however often', () => {
    const life = reported('09:00', { priority: 'P3' }).does('ClassifyIncident', {}, then('09:00'));
    for (const days of [0, 1, 2]) {
      life.does('PutOnHold', { reason: 'user' }, then('17:00', days));
      life.does('ResumeIncident', {}, then('10:00', days + 1));
      expect(eventOf(life, 'incident.resumed').data.pausedMs).toEqual({
        '24x7': 17 * 3_600_000,
        working: 2 * 3_600_000,
      });
    }
    // Due Wednesday 18:00 without pauses. 18 hours were worked by Wednesday 16:00; 21:36 will be by Thursday 13:36.
    expect(setting(life.last, 'resolution')).toMatchObject({
      dueAt: at('16:00', 3),
      warnings: [{ percent: 90, at: at('13:36', 3) }],
    });
    expect(life.incident.pausedMs).toEqual({ '24x7': 51 * 3_600_000, working: 6 * 3_600_000 });
    expect(JSON.stringify(life.incident).length).toBeLessThan(2_500);
    expect(told(life)).toEqual([`resolution 75 ${at('16:00', 2)}`]);
    expect(resolve(life, '16:00', 3).last).toMatchObject({ data: { target: { met: true, dueAt: at('16:00', 3) } } });
    expect(eventOf(life, 'incident.resolved').data.workingMs).toBe(24 * 3_600_000);
  });

  it('C27 for nothing while another wait goes on that stops no clock', () => {
    const life = reported('09:00').does('ClassifyIncident', {}, then('09:00'));
    life.does('PutOnHold', { reason: 'supplier' }, then('09:30')).does('ResumeIncident', {}, then('09:45'));
    expect(life.last).toEqual({ type: 'incident.resumed', data: { reason: 'supplier', note: 'It came' } });
  });

  it('C27 and tell nothing meanwhile, but what had come before', () => {
    const life = reported('09:00', { priority: 'P1' }).does('ClassifyIncident', {}, then('09:00'));
    life.does('PutOnHold', { reason: 'user' }, then('10:35'));
    expect(told(life)).toEqual([`resolution 75 ${at('10:30')}`]);
    life.does('ReachDeadlines', {}, then('20:00')).does('AddComment', {}, then('20:00'));
    expect(told(life)).toHaveLength(1);
    life.does('ResumeIncident', {}, then('21:00'));
    expect(setting(life.last, 'resolution')).toMatchObject({
      dueAt: at('21:25'),
      warnings: [{ percent: 90, at: at('21:13') }],
    });
  });

  it('C27 but mend nothing that was broken before, however little work was done since', () => {
    // Due on Thursday at 18:00, on hold from 20:00 to Monday 09:00, solved then: not a minute of work too late.
    const life = reported('18:00', { priority: 'P3' }).does('ClassifyIncident', {}, then('18:00'));
    life.does('PutOnHold', { reason: 'user' }, then('20:00', 3)).does('ResumeIncident', {}, then('09:00', 7));
    expect(setting(life.last, 'resolution')).toMatchObject({ dueAt: at('18:00', 3), breachedAt: at('18:00', 3) });
    const { data } = resolve(life, '09:00', 7).last as IncidentResolved;
    expect(data).toMatchObject({
      workingMs: 24 * 3_600_000,
      target: { dueAt: at('18:00', 3), met: false },
      atResolution: { usedPermille: 1_000, met: false },
    });
    expect(told(life).filter((line) => line.startsWith('resolution breached'))).toHaveLength(1);
  });

  it('C27 when the hold was noted after the breach it takes back, and break again later', () => {
    const life = reported('09:00', { priority: 'P1' }).does('ClassifyIncident', {}, then('09:00'));
    life.does('ReachDeadlines', {}, then('11:00'));
    expect(told(life).at(-1)).toBe(`resolution breached ${at('11:00')}`);
    life.does('PutOnHold', { reason: 'user' }, then('10:00')).does('ResumeIncident', {}, then('12:00'));
    const resumed = setting(life.last, 'resolution');
    expect(resumed).toMatchObject({ dueAt: at('13:00'), warnings: [] });
    expect(resumed?.breachedAt).toBeUndefined();
    life.does('ReachDeadlines', {}, then('13:00'));
    expect(told(life).at(-1)).toBe(`resolution breached ${at('13:00')}`);
  });
});

describe('Clocks of another priority', () => {
  it('C10 S1-64 keep the time already spent, and warn of what has not been warned of', () => {
    const life = reported('09:00', { priority: 'P2' }).does('ClassifyIncident', {}, then('09:10'));
    life.does('ChangePriority', { priority: 'P1' }, then('10:00'));
    expect(eventOf(life, 'incident.priority-changed').data).toMatchObject({
      clocks: [
        {
          clock: 'resolution',
          duration: 'PT2H',
          startedAt: at('09:00'),
          dueAt: at('11:00'),
          warnings: [
            { percent: 75, at: at('10:30') },
            { percent: 90, at: at('10:48') },
          ],
          earlier: { usedBillionths: 125_000_000, workingMs: 3_600_000 },
        },
      ],
    });
  });

  it('C10 tell at once what has passed by the new target, at the instants at which it had', () => {
    const life = reported('09:00', { priority: 'P2' }).does('ClassifyIncident', {}, then('09:10'));
    life.does('ChangePriority', { priority: 'P1' }, then('10:40'));
    expect(told(life)).toEqual([`resolution 75 ${at('10:30')}`]);
    const later = reported('09:00', { priority: 'P2' }).does('ClassifyIncident', {}, then('09:10'));
    later.does('ChangePriority', { priority: 'P1' }, then('12:00'));
    expect(told(later)).toEqual([
      `resolution 75 ${at('10:30')}`,
      `resolution 90 ${at('10:48')}`,
      `resolution breached ${at('11:00')}`,
    ]);
    later.does('ReachDeadlines', {}, then('18:00'));
    expect(told(later)).toHaveLength(3);
  });

  it('C10 C27 count pauses by the new calendar', () => {
    // One hour of work on Monday afternoon, then a night on hold, then medium priority.
    const life = reported('16:00', { priority: 'P2' }).does('ClassifyIncident', {}, then('16:00'));
    life.does('PutOnHold', { reason: 'user' }, then('17:00')).does('ResumeIncident', {}, then('10:00', 1));
    life.does('ChangePriority', { priority: 'P3' }, then('10:30', 1));
    // 24 working hours from Monday 16:00 and two of the pause.
    expect(setting(life.last, 'resolution')).toMatchObject({ calendar: 'working', dueAt: at('18:00', 3) });
  });

  it('C10 take a breach back that the new target undoes, and tell it when that one breaks', () => {
    const life = reported('09:00', { priority: 'P1' }).does('ClassifyIncident', {}, then('09:10'));
    life.does('ChangePriority', { priority: 'P2' }, then('12:00'));
    expect(told(life)).toHaveLength(3);
    expect(setting(life.last, 'resolution')).toEqual(expect.objectContaining({ dueAt: at('17:00'), warnings: [] }));
    expect(life.incident.clocks.resolution).toMatchObject({ warned: [75, 90] });
    life.does('ReachDeadlines', {}, then('17:00'));
    expect(told(life).at(-1)).toBe(`resolution breached ${at('17:00')}`);
  });

  it('S4-25 end where the new priority has no target, and start anew where it has one again', async () => {
    const gap = await profileOf('std-4tier', (profile) => ({
      ...profile,
      slaTargets: profile.slaTargets
        .filter(({ recordType, priority }) => recordType === 'incident' && priority !== 'P4')
        .map((row) => (row.priority === 'P3' ? { ...row, response: undefined } : row)),
    }));
    const life = reported('09:00', { priority: 'P2' }, gap);
    life.does('ChangePriority', { priority: 'P3' }, then('09:05'));
    expect(life.last.data).toMatchObject({ withoutTarget: ['response'], clocks: [{ clock: 'resolution' }] });
    life.does('ChangePriority', { priority: 'P4' }, then('09:10'));
    expect(life.last.data).toMatchObject({ withoutTarget: ['resolution'] });
    expect(life.incident.clocks).toEqual({});
    life.does('ChangePriority', { priority: 'P1' }, then('09:11'));
    expect(settings(eventOf(life, 'incident.priority-changed'))).toMatchObject([
      { clock: 'response', startedAt: at('09:00'), dueAt: at('09:15') },
      { clock: 'resolution', dueAt: at('11:00'), earlier: { usedBillionths: 0, workingMs: 660_000 } },
    ]);
  });

  it('C6 are those of the classification, and the response is judged by them', () => {
    const life = reported('09:00', { priority: 'P4' }).does('ClassifyIncident', { priority: 'P1' }, then('09:20'));
    expect(life.types).toEqual([
      'incident.recorded',
      'incident.classified',
      'incident.responded',
      'incident.declared-major',
    ]);
    expect(setting(life.events[1]!, 'response')).toMatchObject({ dueAt: at('09:15') });
    expect(eventOf(life, 'incident.responded').data).toMatchObject({
      target: { duration: 'PT15M', dueAt: at('09:15'), met: false },
    });
  });
});
