import { actor, commandMetadata, givenDecider, NOW } from '@evidesk/testing';
import fc from 'fast-check';
import { notificationAggregate } from '../application/notification.aggregate.js';
import type { NotificationEvent, NotificationRequested, Recipient } from '../contract/notification-events.js';
import { MAX_ATTEMPTS, retryAt } from './back-off.js';
import type { NotificationCommand, NotificationCommandData, NotificationCommandType } from './notification.commands.js';
import { decideNotification } from './notification.decide.js';
import { evolveNotification, initialNotification } from './notification.evolve.js';
import type { NotificationState } from './notification.state.js';

const data: NotificationRequested['data'] = {
  incidentId: 'i-1',
  number: 'INC-202611-000001',
  occasion: 'closed',
  channel: 'email',
  recipient: { kind: 'reporter', id: 'wang' },
  locale: 'en',
  params: { title: 'Mail is down', priority: 'P2' },
};
const given = givenDecider({ initial: initialNotification, decide: decideNotification, evolve: evolveNotification });
const command = <T extends NotificationCommandType>(
  type: T,
  fields: NotificationCommandData<T>,
  metadata: Parameters<typeof commandMetadata>[0] = {},
) => ({ type, data: fields, metadata: commandMetadata(metadata) }) as unknown as NotificationCommand;

const requested = (changes: Partial<typeof data> = {}): NotificationEvent => ({
  type: 'notification.requested',
  data: { ...data, ...changes },
});
const delivered: NotificationEvent = { type: 'notification.delivered', data: { attempt: 1, receipt: '250 OK' } };
const failed = (attempt: number): NotificationEvent => ({
  type: 'notification.attempt-failed',
  data: { channel: 'email', attempt, error: 'down', retryAt: retryAt(attempt, NOW, 'command-1') },
});
const dead = (attempts: number): NotificationEvent => ({
  type: 'notification.dead-lettered',
  data: { attempts, error: 'down', reason: 'exhausted' },
});
const failures = (count: number) => Array.from({ length: count }, (_, index) => failed(index + 1));

describe('RequestNotification', () => {
  it('S4-52 asks for it', () => {
    given().when(command('RequestNotification', data)).then(requested());
  });

  it('S2-20 a to-do is delivered by being in the list', () => {
    given()
      .when(command('RequestNotification', { ...data, channel: 'in_app' }))
      .then(requested({ channel: 'in_app' }), {
        type: 'notification.delivered',
        data: { attempt: 1, receipt: 'in the list' },
      });
  });

  it.each([[[requested()]], [[requested(), delivered]], [[requested(), dead(1)]]])(
    'S4-52 asks once: %j',
    (before: NotificationEvent[]) => {
      given(...before)
        .when(command('RequestNotification', data))
        .nothing();
    },
  );
});

describe('What an attempt came to', () => {
  const reportDelivered = (attempt: number) => command('ReportDelivered', { attempt, receipt: '250 OK' });
  const reportFailed = (attempt: number, more: object = {}) =>
    command('ReportFailed', { attempt, error: 'down', ...more });

  it('S4-52 is delivery', () => {
    given(requested()).when(reportDelivered(1)).then(delivered);
  });

  it('S4-52 is a failure, and when to try again', () => {
    given(requested()).when(reportFailed(1)).then(failed(1));
    given(requested(), failed(1)).when(reportFailed(2)).then(failed(2));
  });

  it('S4-52 is the end after so many attempts', () => {
    given(requested(), ...failures(MAX_ATTEMPTS - 1))
      .when(reportFailed(MAX_ATTEMPTS))
      .then(dead(MAX_ATTEMPTS));
  });

  it.each(['refused', 'no_address'] as const)('S4-52 is the end at once where it was %s', (final) => {
    given(requested())
      .when(reportFailed(1, { final }))
      .then({ type: 'notification.dead-lettered', data: { attempts: 1, error: 'down', reason: final } });
  });

  it('S4-52 counts anew after somebody had it tried again', () => {
    const retried: NotificationEvent = { type: 'notification.retried', data: { channel: 'email', attempt: 9 } };
    const [event] = given(requested(), ...failures(7), dead(8), retried)
      .when(reportFailed(9))
      .events();
    expect(event).toMatchObject({ type: 'notification.attempt-failed', data: { attempt: 9 } });
  });

  it.each<[string, NotificationEvent[], number]>([
    ['was delivered', [requested(), delivered], 1],
    ['was delivered, and another is meant', [requested(), delivered], 2],
    ['was given up', [requested(), dead(1)], 2],
    ['is at another attempt', [requested(), failed(1)], 1],
    ['is not that far', [requested()], 2],
  ])('S4-52 is of no interest where it %s', (_what, before, attempt) => {
    given(...before)
      .when(reportDelivered(attempt))
      .nothing();
    given(...before)
      .when(reportFailed(attempt))
      .nothing();
  });
});

describe('RetryNotification', () => {
  it('S4-52 tries again what was given up', () => {
    given(requested(), dead(8))
      .when(command('RetryNotification', {}))
      .then({ type: 'notification.retried', data: { channel: 'email', attempt: 9 } });
  });

  it.each([
    ['waiting', [requested()]],
    ['delivered', [requested(), delivered]],
  ])('is refused while %s', (status, before: NotificationEvent[]) => {
    given(...before)
      .when(command('RetryNotification', {}))
      .refused('notification.not-dead-lettered', { kind: 'conflict', details: { notificationStatus: status } });
  });
});

describe('AcknowledgeNotification', () => {
  const toDo = (recipient: Recipient) => [requested({ channel: 'in_app', recipient }), delivered];
  const acknowledge = (by: ReturnType<typeof actor>, groups: readonly string[] = []) =>
    command('AcknowledgeNotification', { groups }, { actor: by });
  const han = { id: 'han', roles: ['l2'] };

  it.each<[Recipient, readonly string[]]>([
    [{ kind: 'person', id: 'han' }, []],
    [{ kind: 'reporter', id: 'han' }, []],
    [{ kind: 'role', id: 'l2' }, []],
    [{ kind: 'group', id: 'mail' }, ['mail']],
  ])('S2-20 is for the one who was told: %j', (recipient, groups) => {
    given(...toDo(recipient))
      .when(acknowledge(han, groups))
      .then({ type: 'notification.acknowledged', data: {} });
  });

  it.each<[Recipient, readonly string[]]>([
    [{ kind: 'person', id: 'mei' }, []],
    [{ kind: 'reporter', id: 'l2' }, []],
    [{ kind: 'role', id: 'l3' }, ['l3']],
    [{ kind: 'group', id: 'l2' }, []],
  ])('S2-20 is refused to others: %j', (recipient, groups) => {
    given(...toDo(recipient))
      .when(acknowledge(han, groups))
      .refused('notification.not-yours', { kind: 'forbidden' });
  });

  it('is done once', () => {
    given(...toDo({ kind: 'role', id: 'l2' }), { type: 'notification.acknowledged', data: {} })
      .when(acknowledge(han))
      .nothing();
  });

  it('is refused for what went by another channel', () => {
    given(requested(), delivered)
      .when(acknowledge(actor('l2')))
      .refused('notification.no-to-do', { kind: 'conflict' });
  });
});

it.each<NotificationCommand>([
  command('ReportDelivered', { attempt: 1, receipt: 'x' }),
  command('ReportFailed', { attempt: 1, error: 'x' }),
  command('RetryNotification', {}),
  command('AcknowledgeNotification', { groups: [] }),
])('nothing can be done about what was never asked for: $type', (each) => {
  given().when(each).refused('notification.not-found', { kind: 'not-found' });
});

describe('Waiting', () => {
  const seconds = (failuresSoFar: number, seed = 'x') =>
    (Date.parse(retryAt(failuresSoFar, NOW, seed)) - Date.parse(NOW)) / 1_000;

  it.each([
    [1, 30],
    [2, 120],
    [3, 600],
    [4, 3_600],
    [5, 14_400],
    [6, 28_800],
    [7, 43_200],
  ])('S4-52 after failure %d is about %d s, the same for the same command', (count, about) => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const wait = seconds(count, seed);
        expect(wait).toBeGreaterThanOrEqual(about * 0.8 - 0.001);
        expect(wait).toBeLessThanOrEqual(about * 1.2 + 0.001);
        expect(seconds(count, seed)).toBe(wait);
      }),
    );
  });

  it('S4-52 is as long as the other side asks, up to a day', () => {
    expect(retryAt(1, NOW, 'x', '2026-11-16T03:00:00.000Z')).toBe('2026-11-16T03:00:00.000Z');
    expect(retryAt(1, NOW, 'x', '2027-11-16T03:00:00.000Z')).toBe('2026-11-17T02:00:00.000Z');
    expect(retryAt(1, NOW, 'x', '2020-11-16T03:00:00.000Z')).toBe(retryAt(1, NOW, 'x'));
  });
});

describe('Every course of a notification', () => {
  const step = fc.oneof(
    fc
      .record({ attempt: fc.integer({ min: 1, max: 12 }) })
      .map(({ attempt }) => command('ReportDelivered', { attempt, receipt: 'ok' })),
    fc.integer({ min: 1, max: 12 }).map((attempt) => command('ReportFailed', { attempt, error: 'x' })),
    fc.constant(command('RetryNotification', {})),
    fc.constant(command('RequestNotification', data)),
    fc.constant(command('AcknowledgeNotification', { groups: [] })),
  );

  it('S4-52 is delivered at most once, keeps to its contract, and folds to the same state every time', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let state: NotificationState = initialNotification;
        const events: NotificationEvent[] = [];
        for (const each of [command('RequestNotification', data), ...steps]) {
          try {
            const decided = decideNotification(each, state);
            state = decided.reduce(evolveNotification, state);
            events.push(...decided);
          } catch {
            continue;
          }
        }
        expect(events.filter(({ type }) => type === 'notification.delivered').length).toBeLessThanOrEqual(1);
        for (const event of events)
          expect(notificationAggregate.eventTypes.get(event.type)?.check(event.data)).toBeUndefined();
        expect(events.reduce<NotificationState>(evolveNotification, initialNotification)).toEqual(state);
      }),
    );
  });

  it('ignores what it does not know', () => {
    const unknown = { type: 'notification.painted', data: {} } as unknown as NotificationEvent;
    expect(evolveNotification(initialNotification, unknown)).toBe(initialNotification);
    expect(evolveNotification(initialNotification, delivered)).toBe(initialNotification);
    const state = evolveNotification(initialNotification, requested());
    expect(evolveNotification(state, unknown)).toBe(state);
  });
});
