import type { CompiledProfile } from '@evidesk/profiles';
import { givenProjection } from '@evidesk/testing';
import { by } from '../../../testing/commands.js';
import { Life, on, profileOf } from '../../../testing/incident-kit.js';
import { lifeAt, type Place } from '../../../testing/std-4tier-path.js';
import { queueProjection } from './queue.projection.js';

let desk: CompiledProfile;
beforeAll(async () => {
  desk = await profileOf();
});

const given = givenProjection(queueProjection);
const itemOf = (life: Life) => given(life.recorded()).document('i-1');
const at = (place: Place) => itemOf(lifeAt(place, desk));

describe('The queue', () => {
  it('S2-20 shows what is new, and to whom', () => {
    expect(at('classification (new)')).toEqual({
      id: 'i-1',
      dueAt: '2026-11-16T03:00:00.000Z',
      breached: false,
      clocks: { response: { dueAt: '2026-11-16T03:00:00.000Z' }, resolution: { dueAt: '2026-11-16T10:00:00.000Z' } },
      open: true,
      number: 'INC-202611-000001',
      title: 'Mail is down',
      status: 'new',
      stage: 'classification',
      tier: 'service_desk',
      waitsFor: ['service_desk', 'incident_manager'],
      priority: 'P2',
      type: 'failure',
      major: false,
      reportedAt: '2026-11-16T02:00:00.000Z',
      stageSince: '2026-11-16T02:00:00.000Z',
    });
  });

  it.each([
    ['initial_support (in_progress)', 'in_progress', ['service_desk']],
    ['first_line (in_progress)', 'in_progress', ['l1']],
    ['second_line (in_progress)', 'in_progress', ['l2']],
    ['third_line (in_progress)', 'in_progress', ['l3']],
    ['change_application (in_progress)', 'in_progress', ['l3']],
    ['change_implementation (pending)', 'pending', ['l3']],
    ['resolution (in_progress)', 'in_progress', ['service_desk']],
    ['resolution after a change (in_progress)', 'in_progress', ['service_desk']],
    ['solution_record (resolved)', 'resolved', ['service_desk']],
    ['closing (resolved)', 'resolved', ['service_desk']],
  ] as const)('S2-20 at %s it waits for its role', (place, status, waitsFor) => {
    expect(at(place)).toMatchObject({ status, waitsFor, stage: place.split(' ')[0], open: true });
  });

  it('S2-20 in the fault flow it goes to operations, and to QC at the end', async () => {
    const fault = await profileOf('blueking-fault');
    const life = new Life(fault)
      .does('RecordIncident', { handlingTeam: 'web' }, by('customer_service'))
      .does('ClassifyIncident', { category: undefined }, by('customer_service'));
    expect(itemOf(life)?.waitsFor).toEqual(['operations']);
    life
      .does(
        'RecordSupport',
        { tier: 'operations', resolved: true, escalationReason: undefined, extra: { handlingRecord: 'x' } },
        by('operations'),
      )
      .does('ResolveIncident', {}, by('operations'))
      .does('WriteFaultReview', {}, by('operations'));
    expect(itemOf(life)?.waitsFor).toEqual(['qc']);
  });

  it('S1-30 what is closed or withdrawn leaves', () => {
    expect(at('closing (closed)')).toBeUndefined();
    expect(at('second_line (cancelled)')).toBeUndefined();
  });

  it('S1-07 S1-77 a duplicate leaves the to-do lists, and comes back where it was', () => {
    const life = lifeAt('second_line (pending)', desk);
    const before = itemOf(life);
    expect(itemOf(life.does('MarkDuplicate'))).toEqual({ ...before, open: false });
    expect(itemOf(life.does('UnmarkDuplicate'))).toEqual(before);
  });

  it('C27 says what a pending incident waits for, and forgets it', () => {
    const life = lifeAt('second_line (pending)', desk);
    expect(itemOf(life)).toMatchObject({ status: 'pending', pendingReason: 'supplier' });
    life.does('ResumeIncident');
    expect(itemOf(life)).toMatchObject({ status: 'in_progress' });
    expect(itemOf(life)).not.toHaveProperty('pendingReason');
  });

  it('C7 a rejected resolution is work again, since then', () => {
    const life = lifeAt('closing (resolved)', desk).does('RejectResolution', {}, on('2026-11-17T02:00:00.000Z'));
    expect(itemOf(life)).toMatchObject({
      status: 'in_progress',
      stage: 'initial_support',
      stageSince: '2026-11-17T02:00:00.000Z',
    });
  });

  it('S4-48 S1-52 shows who is responsible', () => {
    const life = lifeAt('initial_support (in_progress)', desk).does('AssignIncident');
    expect(itemOf(life)).toMatchObject({ group: 'mail', engineer: 'han' });
    life.does('RecordSupport', { owner: 'mei' });
    expect(itemOf(life)).toMatchObject({ group: 'mail', engineer: 'mei' });
    expect(life.incident.assignment).toEqual({ group: 'mail', engineer: 'mei' });
  });

  it('C6 C25 shows priority, type and category as they are now', () => {
    const life = lifeAt('second_line (in_progress)', desk)
      .does('ChangePriority', { priority: 'P1' })
      .does('CorrectDetails', {
        changes: { title: 'Mail and chat are down', category: 'business_data', contact: 'x' },
      });
    expect(itemOf(life)).toMatchObject({
      priority: 'P1',
      major: true,
      title: 'Mail and chat are down',
      category: 'business_data',
    });
  });

  it('an escalation up the hierarchy leaves it where it is', () => {
    const life = lifeAt('second_line (in_progress)', desk);
    const before = itemOf(life);
    expect(itemOf(life.does('EscalateIncident', { kind: 'hierarchical' }))).toEqual(before);
  });

  it('is titled by its first line where it has no title', () => {
    const life = new Life(desk).does('RecordIncident', { title: undefined, description: `${'x'.repeat(130)}\nmore` });
    expect(itemOf(life)?.title).toBe('x'.repeat(120));
  });
});
