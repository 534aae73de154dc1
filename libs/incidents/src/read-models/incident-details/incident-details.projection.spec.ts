import type { CompiledProfile } from '@evidesk/profiles';
import { givenProjection, history, stored } from '@evidesk/testing';
import { by } from '../../../testing/commands.js';
import { Life, on, profileOf } from '../../../testing/incident-kit.js';
import { lifeAt, PLACES } from '../../../testing/std-4tier-path.js';
import type { AuditEntry } from '../audit-history/audit-entry.js';
import { incidentDetailsProjection } from './incident-details.projection.js';
import { incidentView } from './incident-view.js';

let desk: CompiledProfile;
beforeAll(async () => {
  desk = await profileOf();
});

const given = givenProjection(incidentDetailsProjection);
const documentOf = (life: Life) => given(life.recorded()).document('i-1');
const entriesOf = (life: Life) => given(life.recorded()).entries as unknown as readonly AuditEntry[];

describe('Incident details', () => {
  it.each(PLACES)('S4-43 shows the incident as the fold has it: %s', (place) => {
    const life = lifeAt(place, desk);
    expect(documentOf(life)?.incident).toEqual(stored(life.incident));
    expect(documentOf(life)?.revision).toBe(life.events.length - 1);
  });

  it('S0-18 S0-34 S4-28 S4-44 keeps each line\u2019s form, the solution, and what was noted', () => {
    const life = lifeAt('second_line (in_progress)', desk)
      .does('ApplyWorkaround')
      .does('AddComment')
      .does('AddComment')
      .does('RecordSupport', { tier: 'l2', resolved: true, escalationReason: undefined, solution: 'A disk' }, by('l2'))
      .does('ResolveIncident')
      .does('RecordSolution')
      .does('ConfirmResolution')
      .does('CloseIncident')
      .does('RecordFollowUp', { satisfaction: undefined });
    expect(documentOf(life)).toMatchObject({
      source: 'user_report',
      channel: 'phone',
      support: { initial_support: { line: 1, resolved: false }, second_line: { line: 2, solution: 'A disk' } },
      solution: { solution: 'The relay was restarted.', cause: 'system' },
      workarounds: 1,
      comments: 2,
      followUps: 1,
      satisfactionTenths: 45,
      feedback: 'Thanks',
      respondedAt: '2026-11-16T02:00:00.000Z',
    });
  });

  it('S4-65 C20 a score given at the follow-up is the newest', () => {
    expect(
      documentOf(lifeAt('closing (closed)', desk).does('RecordFollowUp', { satisfaction: 3 }))?.satisfactionTenths,
    ).toBe(30);
  });

  it('S0-42 shows what can be done now, and not what a cancelled one was', () => {
    const document = documentOf(lifeAt('second_line, a duplicate (cancelled)', desk));
    if (document === undefined) throw new Error('no document');
    const view = incidentView(document, desk);
    expect(view).not.toHaveProperty('before');
    expect(view).toMatchObject({
      status: 'cancelled',
      allowedCommands: ['AddComment', 'AttachFile', 'LinkIncident', 'UnlinkIncident', 'UnmarkDuplicate'],
    });
  });

  it('S4-48 S1-52 shows why somebody has it, and what the rules compared', () => {
    const life = lifeAt('initial_support (in_progress)', desk);
    const basis = { rule: 'mail', skills: [], candidates: 1, matched: 0, compared: [{ engineer: 'han', open: 0 }] };
    const to = { group: 'mail', engineer: 'han' };
    life.happened.push({ event: { type: 'incident.assigned', data: { from: {}, to, reason: 'By rule', basis } } });
    expect(documentOf(life)).toMatchObject({ assignmentReason: 'By rule', assignmentBasis: basis });
    const handedOver = documentOf(life.does('RecordSupport', { owner: 'mei' }));
    expect(handedOver?.assignmentReason).toBe('Needs access to the server');
    expect(handedOver).not.toHaveProperty('assignmentBasis');
  });

  it('S4-20 S4-27 C27 shows its clocks: when they fall due, what was told, how they were kept', () => {
    const life = lifeAt('second_line (in_progress)', desk)
      .does('ReachDeadlines', {}, { ...by('system'), ...on('2026-11-16T10:00:00.000Z', by('system').actor) })
      .does('PutOnHold', { reason: 'user' }, on('2026-11-16T11:00:00.000Z', by('l2').actor));
    const document = documentOf(life);
    expect(document && stored(incidentView(document, desk).clocks)).toEqual([
      {
        clock: 'response',
        duration: 'PT1H',
        calendar: '24x7',
        startedAt: '2026-11-16T02:00:00.000Z',
        dueAt: '2026-11-16T03:00:00.000Z',
        warned: [],
        endedAt: '2026-11-16T02:00:00.000Z',
        met: true,
      },
      {
        clock: 'resolution',
        duration: 'PT8H',
        calendar: '24x7',
        startedAt: '2026-11-16T02:00:00.000Z',
        dueAt: '2026-11-16T10:00:00.000Z',
        paused: true,
        warned: [75, 90],
        breachedAt: '2026-11-16T10:00:00.000Z',
      },
    ]);
  });

  it('S1-77 shows how many others repeat it', () => {
    const life = lifeAt('initial_support (in_progress)', desk);
    const calls = (document = documentOf(life)) => document && incidentView(document, desk).repeatedCalls;
    expect(calls()).toBe(0);
    life.automates('CountRepeat', { by: 'i-2', number: 'INC-202611-000002', repeats: true });
    expect(calls()).toBe(1);
    expect(documentOf(life)?.incident.repeatedBy).toEqual(['i-2']);
  });

  it('has nothing of an incident that it never saw recorded', () => {
    const events = history('incident-i-1', [{ event: { type: 'incident.commented', data: { text: 'x' } } }]);
    expect(given(events).documents.size).toBe(0);
    expect(given(events).entries).toEqual([]);
  });
});

describe('Audit history', () => {
  it('one line for each event, in order', () => {
    const life = lifeAt('closing (closed)', desk);
    const entries = entriesOf(life);
    expect(entries.map(({ type }) => type)).toEqual(life.types);
    expect(entries.map(({ id }) => id)).toEqual([...entries.map(({ id }) => id)].sort());
  });

  it('C22 tells who, with which roles, when it happened and when it was recorded, and because of what', () => {
    const [event] = history('incident-i-1', [
      {
        event: lifeAt('classification (new)', desk).events[0] ?? { type: 'none', data: {} },
        metadata: {
          actor: { id: 'li', roles: ['service_desk'], onBehalfOf: 'han' },
          occurredAt: '2026-11-15T02:00:00.000Z',
          recordedAt: '2026-11-16T02:00:00.000Z',
          commandId: 'command-7',
          causationId: 'cause-7',
          correlationId: 'correlation-7',
        },
      },
    ]);
    if (event === undefined) throw new Error('no event');
    expect(given([event]).entries[0]).toMatchObject({
      id: 'i-1:00000000',
      incidentId: 'i-1',
      revision: 0,
      position: event.position,
      eventId: event.metadata.eventId,
      type: 'incident.recorded',
      actor: { id: 'li', roles: ['service_desk'], onBehalfOf: 'han' },
      occurredAt: '2026-11-15T02:00:00.000Z',
      recordedAt: '2026-11-16T02:00:00.000Z',
      commandId: 'command-7',
      causationId: 'cause-7',
      correlationId: 'correlation-7',
      data: event.data,
      hash: 'hash-0',
    });
  });

  const changes = (life: Life) => entriesOf(life).at(-1)?.changes;

  it('S0-18 each field that changed, before → after, and no other', () => {
    expect(changes(lifeAt('initial_support (in_progress)', desk).does('CorrectDetails'))).toEqual([
      { field: 'contact', from: '+86 10 5555 0100', to: 'lilei@example.com' },
    ]);
    expect(changes(lifeAt('second_line (in_progress)', desk))).toEqual([
      { field: 'stage', from: 'initial_support', to: 'second_line' },
      { field: 'tier', from: 'service_desk', to: 'l2' },
    ]);
    expect(changes(lifeAt('second_line (in_progress)', desk).does('AddComment'))).toEqual([]);
  });

  it('C27 the hold and its end', () => {
    const life = lifeAt('second_line (in_progress)', desk).does('PutOnHold', {}, on('2026-11-16T03:00:00.000Z'));
    expect(changes(life)).toEqual([
      { field: 'pausedSince', from: null, to: '2026-11-16T03:00:00.000Z' },
      { field: 'pendingReason', from: null, to: 'user' },
      { field: 'status', from: 'in_progress', to: 'pending' },
    ]);
    expect(changes(life.does('ResumeIncident', {}, on('2026-11-16T04:00:00.000Z')))).toEqual([
      { field: 'clocks.resolution.dueAt', from: '2026-11-16T10:00:00.000Z', to: '2026-11-16T11:00:00.000Z' },
      { field: 'pausedMs', from: {}, to: { '24x7': 3_600_000, working: 3_600_000 } },
      { field: 'pausedSince', from: '2026-11-16T03:00:00.000Z', to: null },
      { field: 'pendingReason', from: 'user', to: null },
      { field: 'status', from: 'pending', to: 'in_progress' },
    ]);
  });

  it('S1-11 S4-27 each warning, breach and new target of its clocks', () => {
    const life = lifeAt('second_line (in_progress)', desk);
    const reach = (instant: string) => life.does('ReachDeadlines', {}, on(instant, by('system').actor));
    expect(changes(reach('2026-11-16T08:00:00.000Z'))).toEqual([
      { field: 'clocks.resolution.warned', from: [], to: [75] },
    ]);
    expect(changes(reach('2026-11-16T10:00:00.000Z'))).toEqual([
      { field: 'clocks.resolution.breachedAt', from: null, to: '2026-11-16T10:00:00.000Z' },
    ]);
    expect(
      changes(life.does('ChangePriority', { priority: 'P3' }, on('2026-11-16T10:00:00.000Z', by('l2').actor))),
    ).toEqual([
      { field: 'clocks.resolution.breachedAt', from: '2026-11-16T10:00:00.000Z', to: null },
      { field: 'clocks.resolution.calendar', from: '24x7', to: 'working' },
      { field: 'clocks.resolution.dueAt', from: '2026-11-16T10:00:00.000Z', to: '2026-11-19T02:00:00.000Z' },
      { field: 'clocks.resolution.duration', from: 'PT8H', to: 'PT24H' },
      { field: 'priority', from: 'P2', to: 'P3' },
    ]);
  });

  it('S0-33 each reminder, and the hand-over', () => {
    const life = lifeAt('closing (resolved)', desk);
    const reminded = changes(life.does('ReachDeadlines', {}, on('2026-11-17T02:00:00.000Z', by('system').actor)));
    expect(reminded?.[0]).toMatchObject({
      field: 'awaiting',
      from: { reminders: [{ count: 1 }, { count: 2 }] },
      to: { reminders: [{ count: 2 }] },
    });
  });

  it('C5 closing adds its outcome and time, and takes no confirmation away', () => {
    expect(changes(lifeAt('closing (closed)', desk))).toEqual([
      { field: 'closedAt', from: null, to: '2026-11-16T02:00:00.000Z' },
      { field: 'outcome', from: null, to: 'resolved' },
      { field: 'status', from: 'resolved', to: 'closed' },
    ]);
  });

  it('the record begins with what was filled in, told once: before it there was nothing', () => {
    const [first] = entriesOf(lifeAt('classification (new)', desk));
    expect(first?.changes).toEqual([]);
    expect(first?.data).toMatchObject({ number: 'INC-202611-000001', stage: 'classification' });
  });
});
