import { incidentEventSchemas } from '@evidesk/incidents';
import type { EventMetadata } from '@evidesk/kernel';
import { givenProcess, history, NOW } from '@evidesk/testing';
import { recorded } from '../../../testing/notification-desk.js';
import { type NotifiedIncident, notificationSaga } from './notification.process.js';

const LATE = { recordedAt: '2026-11-16T03:00:00.001Z' };
const ON_TIME = { recordedAt: '2026-11-16T03:00:00.000Z' };

type Happened = readonly [type: string, data?: object, metadata?: Partial<EventMetadata>];
/** The events of one incident, its record first. */
const life = (...happened: readonly Happened[]) =>
  history('incident-i-1', [
    { event: recorded() },
    ...happened.map(([type, data = {}, metadata = {}]) => ({ event: { type, data }, metadata })),
  ]);
/** What follows from the last of the events. */
function last(...happened: readonly Happened[]) {
  const events = life(...happened);
  return givenProcess(notificationSaga, ...events.slice(0, -1)).when(events.at(-1)!);
}

const incident = {
  id: 'i-1',
  number: 'INC-202611-000001',
  title: 'Mail is down',
  profile: { name: 'std-4tier', version: 1 },
  priority: 'P2',
  confirmation: 'user',
  reporterId: 'wang',
  waitsFor: ['service_desk'],
};
const notify = (occasion: string, revision: number, params: object = {}, changes: object = {}, recordedAt = NOW) => ({
  command: 'Notify',
  target: 'i-1',
  key: occasion,
  data: {
    cause: `incident-i-1-event-${revision}`,
    occasion,
    params,
    happenedAt: NOW,
    recordedAt,
    actorId: 'the-service_desk',
    incident: { ...incident, ...changes },
  } as never,
});
const move = { from: 'a', to: 'b', tier: 'l2', waitsFor: ['l2'] };

describe('notification', () => {
  it('S4-52 tells that an incident was recorded', () => {
    last().sends(notify('recorded', 0));
  });

  it.each<[string, object, string, object, object]>([
    [
      'incident.classified',
      { priority: 'P1', move },
      'classified',
      { tier: 'l2' },
      { priority: 'P1', waitsFor: ['l2'] },
    ],
    [
      'incident.assigned',
      { from: {}, to: { engineer: 'han' }, reason: 'knows it' },
      'assigned',
      { engineer: 'han', reason: 'knows it' },
      { engineer: 'han' },
    ],
    [
      'incident.escalated',
      { kind: 'functional', reason: 'too\nhard', owner: 'mei', move },
      'escalated',
      { tier: 'l2', reason: 'too hard' },
      { waitsFor: ['l2'], engineer: 'mei' },
    ],
    ['incident.escalated', { kind: 'hierarchical', reason: 'slow' }, 'escalated_to_management', { reason: 'slow' }, {}],
    [
      'incident.priority-changed',
      { from: 'P2', to: 'P1', reason: 'all of us' },
      'priority_changed',
      { from: 'P2', to: 'P1', reason: 'all of us' },
      { priority: 'P1' },
    ],
    [
      'incident.sla-warned',
      { clock: 'resolution', percent: 75, at: NOW, dueAt: NOW },
      'sla_warned',
      { clock: 'resolution', percent: '75', dueAt: NOW },
      {},
    ],
    [
      'incident.sla-breached',
      { clock: 'response', dueAt: NOW, tier: 'l1', priority: 'P2' },
      'sla_breached',
      { clock: 'response', dueAt: NOW, tier: 'l1' },
      {},
    ],
    ['incident.declared-major', { rule: 'manual', reason: 'bank' }, 'declared_major', { reason: 'bank' }, {}],
    ['incident.put-on-hold', { reason: 'user', note: 'which PC?' }, 'put_on_hold', { note: 'which PC?' }, {}],
    ['incident.resolved', { resolvedAt: NOW, tier: 'l2', move }, 'resolved', { resolvedAt: NOW }, { waitsFor: ['l2'] }],
    ['incident.confirmation-reminded', { count: 1, dueAt: NOW }, 'confirmation_reminded', { count: '1' }, {}],
    [
      'incident.confirmation-handed-over',
      { dueAt: NOW, waitsFor: ['l1'] },
      'confirmation_handed_over',
      {},
      { waitsFor: ['l1'] },
    ],
    ['incident.closed', { outcome: 'resolved', feedback: 'thanks' }, 'closed', { outcome: 'resolved' }, {}],
    ['incident.resolution-rejected', { reason: 'no', move }, 'rejected', { reason: 'no' }, { waitsFor: ['l2'] }],
    [
      'incident.change-failed',
      { changeId: 'c', reason: 'no', move },
      'change_failed',
      { reason: 'no' },
      { waitsFor: ['l2'] },
    ],
    [
      'incident.linked',
      { kind: 'coordination_form', target: 'k', note: 'COO-1 → zhao' },
      'coordination_raised',
      { note: 'COO-1 → zhao' },
      {},
    ],
    ['incident.commented', { text: 'internal' }, 'commented', {}, {}],
  ])('S4-52 S1-40 S1-11 S1-45 at %s tells whoever the strategy names', (type, data, occasion, params, changes) => {
    last([type, data]).sends(notify(occasion, 1, params, changes));
  });

  const SPOKEN = [
    'incident.recorded',
    'incident.classified',
    'incident.assigned',
    'incident.escalated',
    'incident.priority-changed',
    'incident.sla-warned',
    'incident.sla-breached',
    'incident.declared-major',
    'incident.resolved',
    'incident.confirmation-reminded',
    'incident.confirmation-handed-over',
    'incident.closed',
    'incident.resolution-rejected',
    'incident.change-failed',
    'incident.commented',
  ];
  it.each([...Object.keys(incidentEventSchemas), 'incident.painted'].filter((type) => !SPOKEN.includes(type)))(
    'is silent at %s',
    (type) => last([type, { reason: 'supplier', kind: 'functional', changes: [] }]).silent(),
  );

  it('remembers what was put right, who has it and who is to act', () => {
    last(
      ['incident.assigned', { to: { group: 'mail', engineer: 'han' }, reason: 'x' }],
      ['incident.assigned', { to: { group: 'mail' }, reason: 'y' }],
      ['incident.details-corrected', { changes: [{ field: 'title', from: 'a', to: 'Chat is down' }] }],
      ['incident.change-needed', { move }],
      ['incident.commented', { text: 'x' }],
    ).sends(
      notify('commented', 5, {}, { group: 'mail', engineer: undefined, title: 'Chat is down', waitsFor: ['l2'] }),
    );
  });

  it('quotes no more than a line of what people wrote', () => {
    const events = life(['incident.resolution-rejected', { reason: '字\n'.repeat(400), move }]);
    const [output] = notificationSaga.react(
      events[1]!,
      notificationSaga.memory!.remember(undefined, events[0]!, 'i-1')!,
    );
    const { reason } = (output as unknown as { data: { params: { reason: string } } }).data.params;
    expect([...reason]).toHaveLength(300);
    expect(reason).toMatch(/^字 字 .*…$/);
  });

  describe('History', () => {
    const late: Happened = ['incident.commented', { text: 'x' }, LATE];
    const breach = (metadata: Partial<EventMetadata>): Happened => [
      'incident.sla-breached',
      { clock: 'response', dueAt: NOW },
      metadata,
    ];

    it('that comes in more than an hour late tells nobody', () => {
      last(late).silent('history that is being taken over');
      last(['incident.commented', { text: 'x' }, ON_TIME]).sends(notify('commented', 1, {}, {}, ON_TIME.recordedAt));
    });

    it('S4-51 a deadline that was noticed late is told all the same, unless its incident is history', () => {
      last(breach(LATE)).sends(notify('sla_breached', 1, { clock: 'response', dueAt: NOW }, {}, LATE.recordedAt));
      last(late, breach(LATE)).silent('history that is being taken over');
      last(late, breach(LATE), breach(LATE)).silent('history that is being taken over');
    });

    it('S4-51 a deadline of an incident that was taken over is told when it comes', () => {
      last(late, breach({})).sends(notify('sla_breached', 2, { clock: 'response', dueAt: NOW }));
    });
  });

  it('changes nothing of what it remembers when an event comes again', () => {
    const { remember } = notificationSaga.memory!;
    const events = life(['incident.assigned', { to: { group: 'mail' }, reason: 'x' }], ['incident.commented', {}]);
    let after: NotifiedIncident | undefined;
    for (const event of events) after = remember(after, event, 'i-1') ?? undefined;
    for (const event of events) expect(remember(after, event, 'i-1')).toBe(after);
  });

  it('knows nothing of an incident whose record it has not seen', () => {
    const [, event] = life(['incident.closed', { outcome: 'resolved' }]);
    givenProcess(notificationSaga).when(event!).silent();
  });
});
