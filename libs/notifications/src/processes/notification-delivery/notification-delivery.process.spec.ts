import { givenProcess, history, NOW } from '@evidesk/testing';
import { emailDelivery, webhookDelivery } from './notification-delivery.process.js';

const happened = (type: string, data: object) =>
  history('notification-n-1', [{ event: { type: `notification.${type}`, data } }])[0]!;
const deliver = (attempt: number) => ({
  command: 'DeliverNotification',
  target: 'n-1',
  data: { attempt },
  key: 'deliver',
});

describe.each([
  ['email', emailDelivery, webhookDelivery],
  ['webhook', webhookDelivery, emailDelivery],
] as const)('Delivery by %s', (channel, process, other) => {
  const failed = happened('attempt-failed', { channel, attempt: 2, error: 'down', retryAt: NOW });

  it('reads notifications, in a runner of its own', () => {
    expect(process.streams).toEqual(['notification-']);
    expect(process.name).toBe(`notification-${channel}`);
  });

  it('S4-52 starts when it is asked for, and again when somebody wants it', () => {
    givenProcess(process).when(happened('requested', { channel })).sends(deliver(1));
    givenProcess(process)
      .when(happened('retried', { channel, attempt: 9 }))
      .sends(deliver(9));
  });

  it('S4-52 goes on when its time has come', () => {
    givenProcess(process)
      .when(failed)
      .schedules({
        key: 'retry',
        target: 'n-1',
        deadlines: [{ key: '3', at: NOW, command: 'DeliverNotification', data: { attempt: 3 } }],
      });
  });

  it('S4-52 leaves the other channels to theirs', () => {
    for (const event of [happened('requested', { channel }), happened('retried', { channel, attempt: 2 }), failed])
      givenProcess(other).when(event).silent();
    givenProcess(process)
      .when(happened('requested', { channel: 'in_app' }))
      .silent();
  });

  it.each(['delivered', 'dead-lettered', 'acknowledged', 'painted'])('is silent at notification.%s', (type) => {
    givenProcess(process)
      .when(happened(type, { channel, attempt: 1 }))
      .silent();
  });
});
