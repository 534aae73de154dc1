import type { CompiledProfile } from '@evidesk/profiles';
import { RESOLUTION_P2 } from '../../testing/clocks.js';
import { by, command, OFFERED_TYPES } from '../../testing/commands.js';
import { givenIncident, Life, on, profileOf } from '../../testing/incident-kit.js';
import { lifeAt } from '../../testing/std-4tier-path.js';
import type { IncidentEvent } from '../contract/incident-events.js';

let desk: CompiledProfile;
let given: ReturnType<typeof givenIncident>;
beforeAll(async () => {
  desk = await profileOf();
  given = givenIncident(desk);
});

const confirmed = (data: object): IncidentEvent => ({
  type: 'incident.resolution-confirmed',
  data: data as { by: 'desk' },
});
const closing = () => given(...lifeAt('closing (resolved)', desk).events);
const monitored = () =>
  new Life(desk)
    .does('RecordIncident', { source: 'monitoring_alert', channel: 'monitoring', reporterId: undefined })
    .does('ClassifyIncident')
    .does('RecordSupport', { resolved: true, escalationReason: undefined })
    .does('ResolveIncident')
    .does('RecordSolution');

describe('ConfirmResolution', () => {
  it('S0-33 S1-41 C17 the reporter confirms his own, with no more than a yes', () => {
    closing()
      .when({ ...command('ConfirmResolution', {}, by('end_user')), data: {} })
      .then(confirmed({ by: 'reporter' }));
  });

  it('S0-12 S0-33 C17 the desk confirms on behalf, and says how it knows', () => {
    closing()
      .when(command('ConfirmResolution'))
      .then(confirmed({ by: 'desk', evidence: 'He said so on the phone', satisfactionTenths: 45, feedback: 'Thanks' }));
    closing()
      .when(command('ConfirmResolution', { evidence: undefined }))
      .refused('request.invalid', { fields: ['/evidence required'] });
  });

  it('C17 another user may not, nor a line of support that is a user too', () => {
    const other = { actor: { id: 'somebody', roles: ['end_user'] } };
    closing()
      .when(command('ConfirmResolution', {}, other))
      .refused('incident.not-own', { kind: 'forbidden' });
    closing()
      .when(command('RejectResolution', {}, other))
      .refused('incident.not-own', { kind: 'forbidden' });
    const engineer = { actor: { id: 'the-engineer', roles: ['end_user', 'l2'] } };
    closing()
      .when(command('ConfirmResolution', {}, engineer))
      .refused('incident.not-own');
    closing()
      .when(command('RejectResolution', {}, engineer))
      .refused('incident.not-own');
  });

  it('C17 once only', () => {
    given(...lifeAt('closing, confirmed (resolved)', desk).events)
      .when(command('ConfirmResolution'))
      .refused('incident.illegal-transition');
  });

  it.each([
    [0, 0],
    [4.5, 45],
    [4.7, 47],
    [5, 50],
  ])('S4-65 C20 score %d is kept as %d tenths', (satisfaction, satisfactionTenths) => {
    expect(closing().when(command('ConfirmResolution', { satisfaction })).events()[0]).toMatchObject({
      data: { satisfactionTenths },
    });
  });

  it('S4-65 C20 a score is from 0 to 5, wherever it is given, and optional', () => {
    for (const satisfaction of [-0.1, 5.1, Number.NaN]) {
      const wrong = { fields: ['/satisfaction out-of-range'] };
      closing().when(command('ConfirmResolution', { satisfaction })).refused('request.invalid', wrong);
      given(...lifeAt('closing, confirmed (resolved)', desk).events)
        .when(command('CloseIncident', { satisfaction }))
        .refused('request.invalid', wrong);
      given(...lifeAt('closing (closed)', desk).events)
        .when(command('RecordFollowUp', { satisfaction }))
        .refused('request.invalid', wrong);
    }
    closing()
      .when(command('ConfirmResolution', { satisfaction: undefined, feedback: undefined }))
      .then(confirmed({ by: 'desk', evidence: 'He said so on the phone' }));
  });
});

describe('CloseIncident', () => {
  it('S1-41 C17 reported by a user: not before confirmation', () => {
    closing()
      .when(command('CloseIncident'))
      .refused('incident.confirmation-missing', { kind: 'conflict', details: { policy: 'user' } });
  });

  it('C17 raised by monitoring: not before the desk has shown that it recovered', () => {
    const life = monitored();
    given(...life.events)
      .when(command('CloseIncident'))
      .refused('incident.confirmation-missing', { details: { policy: 'evidence' } });
    life
      .does('ConfirmResolution', { evidence: 'The check is green', satisfaction: undefined, feedback: undefined })
      .does('CloseIncident');
    expect(life.incident).toMatchObject({
      status: 'closed',
      confirmation: { by: 'desk', evidence: 'The check is green' },
    });
  });

  it('C17 a source that needs nobody', async () => {
    const trusting = await profileOf('std-4tier', (profile) => ({
      ...profile,
      closing: {
        ...profile.closing,
        confirmation: { ...profile.closing.confirmation, monitoring_alert: 'none' as const },
      },
    }));
    const life = new Life(trusting)
      .does('RecordIncident', { source: 'monitoring_alert', channel: 'monitoring' })
      .does('ClassifyIncident')
      .does('RecordSupport', { resolved: true, escalationReason: undefined })
      .does('ResolveIncident')
      .does('RecordSolution')
      .does('CloseIncident');
    expect(life.incident.status).toBe('closed');
  });

  it.each([
    ['resolved', true, true],
    ['resolved_by_workaround', true, true],
    ['not_resolved', false, true],
    ['rejected_by_user', false, true],
    ['duplicate', false, false],
    ['withdrawn', false, false],
  ])('C9 outcome %s: successful %s, counted %s', (outcome, successful, counted) => {
    expect(
      given(...lifeAt('closing, confirmed (resolved)', desk).events)
        .when(command('CloseIncident', { outcome }))
        .events()[0],
    ).toMatchObject({
      data: { outcome, successful, counted },
    });
  });

  it('S1-30 C18 closed is 处理完成: with its times, outcome and who confirmed', () => {
    expect(lifeAt('closing (closed)', desk).incident).toMatchObject({
      status: 'closed',
      outcome: 'resolved',
      resolvedAt: '2026-11-16T02:00:00.000Z',
      closedAt: '2026-11-16T02:00:00.000Z',
      confirmation: { by: 'desk', evidence: 'He said so on the phone' },
    });
  });
});

describe('RejectResolution', () => {
  const rejected = (from: string, to: string, tier: string, waitsFor: string): IncidentEvent => ({
    type: 'incident.resolution-rejected',
    data: { reason: 'It is down again', clocks: [RESOLUTION_P2], move: { from, to, tier, waitsFor: [waitsFor] } },
  });

  it('C7 sends it back to the line that solved it, before closing', () => {
    closing()
      .when(command('RejectResolution', {}, by('end_user')))
      .then(rejected('closing', 'initial_support', 'service_desk', 'service_desk'));
    const life = lifeAt('second_line (in_progress)', desk)
      .does('RecordSupport', { tier: 'l2', resolved: true, escalationReason: undefined }, by('l2'))
      .does('ResolveIncident');
    given(...life.events)
      .when(command('RejectResolution'))
      .then(rejected('solution_record', 'second_line', 'l2', 'l2'));
    expect(life.does('RejectResolution').incident).toMatchObject({
      status: 'in_progress',
      stage: 'second_line',
      tier: 'l2',
    });
  });

  it('C7 a confirmation does not outlive it', () => {
    const life = lifeAt('closing, confirmed (resolved)', desk).does('RejectResolution');
    expect(life.incident).not.toHaveProperty('confirmation');
    expect(life.incident).not.toHaveProperty('resolvedAt');
  });

  it('S1-33 C7 a change that did not help goes back to the third line, where work can go on', () => {
    const life = lifeAt('resolution after a change (in_progress)', desk).does('ResolveIncident');
    given(...life.events)
      .when(command('RejectResolution'))
      .then(rejected('solution_record', 'third_line', 'l3', 'l3'));
    life
      .does('RejectResolution')
      .does('PutOnHold', { reason: 'change' }, by('l3'))
      .does('ResumeIncident', {}, by('l3'));
    life
      .does('RecordSupport', { tier: 'l3', changeNeeded: true, escalationReason: undefined }, by('l3'))
      .does('ApplyForChange', { changeId: 'c-2' }, by('l3'))
      .does('ReportChangeImplemented', { changeId: 'c-2' }, by('system'))
      .does('ResolveIncident');
    expect(life.last).toMatchObject({ type: 'incident.resolved', data: { tier: 'l3', line: 3 } });
  });
});

describe('S1-27 C7 closed is for ever', () => {
  const MAY = ['AddComment', 'AttachFile', 'LinkIncident', 'UnlinkIncident', 'RecordFollowUp'];
  it.each(OFFERED_TYPES.filter((type) => type !== 'RecordIncident' && !MAY.includes(type)) as 'RejectResolution'[])(
    '%s is refused',
    (type) => {
      const everybody = by('service_desk', 'l1', 'l2', 'l3', 'incident_manager', 'qc', 'system', 'importer');
      given(...lifeAt('closing (closed)', desk).events)
        .when(command(type, {}, everybody))
        .refused('incident.already-closed', { kind: 'conflict' });
    },
  );
});

describe('RecordFollowUp', () => {
  const closed = () => given(...lifeAt('closing (closed)', desk).events);

  it('is recorded with its result and score', () => {
    closed()
      .when(command('RecordFollowUp', {}, on('2026-11-17T02:00:00.000Z')))
      .then({
        type: 'incident.followed-up',
        data: {
          followedUpAt: '2026-11-17T02:00:00.000Z',
          result: 'All well',
          satisfactionTenths: 50,
          dueAt: '2026-11-19T02:00:00.000Z',
          onTime: true,
        },
      });
  });

  it.each([
    ['2026-11-19T02:00:00.000Z', true],
    ['2026-11-19T02:00:00.001Z', false],
  ])('C11 S1-59 is on time within three working days of closing: %s is %s', (instant, onTime) => {
    closed()
      .when(command('RecordFollowUp', { satisfaction: undefined }, on(instant)))
      .then({
        type: 'incident.followed-up',
        data: { followedUpAt: instant, result: 'All well', dueAt: '2026-11-19T02:00:00.000Z', onTime },
      });
  });

  it('C22 comes after closing, and not before its time', () => {
    closed()
      .when(command('RecordFollowUp', { followedUpAt: '2026-11-16T01:59:59.999Z' }))
      .refused('request.invalid', { fields: ['/followedUpAt out-of-order'] });
    closed()
      .when(command('RecordFollowUp', { followedUpAt: '2026-11-16T02:00:00.001Z' }))
      .refused('request.invalid', { fields: ['/followedUpAt in-future'] });
  });
});

describe('Cancelling and duplicates', () => {
  it('C9 withdraws what is not resolved yet', () => {
    given(...lifeAt('second_line (in_progress)', desk).events)
      .when(command('CancelIncident'))
      .then({ type: 'incident.cancelled', data: { reason: 'Reported by mistake' } });
  });

  it.each(['CancelIncident', 'MarkDuplicate'] as const)('S1-33 %s waits for the change that is under way', (type) => {
    given(...lifeAt('change_implementation (pending)', desk).events)
      .when(command(type))
      .refused('incident.illegal-transition');
  });

  it('S1-07 S1-77 a duplicate points to the open incident', () => {
    given(...lifeAt('second_line (in_progress)', desk).events)
      .when(command('MarkDuplicate'))
      .then({ type: 'incident.marked-duplicate', data: { of: 'incident-9', reason: 'Same relay' } });
    expect(lifeAt('second_line, a duplicate (cancelled)', desk).incident).toMatchObject({
      status: 'cancelled',
      duplicateOf: 'incident-9',
    });
  });

  it('S1-07 no duplicate after all: work goes on where it stopped, links kept', () => {
    const life = lifeAt('second_line (pending)', desk).does('MarkDuplicate');
    const before = life.incident;
    expect(before.status).toBe('cancelled');
    given(...life.events)
      .when(command('UnmarkDuplicate'))
      .then({
        type: 'incident.unmarked-duplicate',
        data: { of: 'incident-9', reason: 'Another relay', clocks: [RESOLUTION_P2] },
      });
    life.does('LinkIncident').does('UnmarkDuplicate');
    expect(life.incident).toMatchObject({
      status: 'pending',
      pendingReason: 'supplier',
      stage: 'second_line',
      tier: 'l2',
    });
    expect(life.incident.links).toEqual([{ kind: 'problem', target: 'PRB-1' }]);
    expect(life.incident).not.toHaveProperty('duplicateOf');
  });
});
