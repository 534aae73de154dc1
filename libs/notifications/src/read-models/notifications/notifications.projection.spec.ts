import { givenProjection, history, NOW } from '@evidesk/testing';
import { notificationsProjection } from './notifications.projection.js';

const given = givenProjection(notificationsProjection);
const LATER = '2026-11-16T03:00:00.000Z';
const data = {
  incidentId: 'i-1',
  number: 'INC-202611-000001',
  occasion: 'closed',
  channel: 'email',
  recipient: { kind: 'role', id: 'l2' },
  locale: 'en',
  params: { title: 'Mail is down' },
};
const event = (type: string, fields: object = {}) => ({
  event: { type: `notification.${type}`, data: fields },
  metadata: { occurredAt: LATER, actor: { id: 'han', roles: ['l2'] } },
});
const requested = { event: { type: 'notification.requested', data } };
const failed = event('attempt-failed', { channel: 'email', attempt: 1, error: 'down', retryAt: NOW });
const dead = event('dead-lettered', { attempts: 2, error: 'no', reason: 'refused' });
const delivered = event('delivered', { attempt: 1, receipt: '250 OK' });

const after = (...happened: Parameters<typeof history>[1]) =>
  given(history('notification-n-1', [requested, ...happened])).document('n-1');
const base = { ...data, id: 'n-1', recipientKey: 'role:l2', requestedAt: NOW };

describe('Notifications', () => {
  it('S4-52 are shown from when they are asked for', () => {
    expect(after()).toEqual({ ...base, status: 'waiting', attempts: 0, updatedAt: NOW, revision: 0 });
  });

  it('S4-52 say what went wrong, and when it is tried again', () => {
    const wrong = { status: 'waiting', attempts: 1, lastError: 'down', retryAt: NOW };
    expect(after(failed)).toEqual({ ...base, ...wrong, updatedAt: LATER, revision: 1 });
  });

  it('S4-52 say that they were delivered, and why they had not been before', () => {
    expect(after(failed, event('delivered', { attempt: 2, receipt: '250 OK' }))).toEqual({
      ...base,
      status: 'delivered',
      attempts: 2,
      lastError: 'down',
      deliveredAt: LATER,
      receipt: '250 OK',
      updatedAt: LATER,
      revision: 2,
    });
  });

  it('S4-52 show dead letters until somebody has them tried again', () => {
    const given_up = { status: 'dead_lettered', attempts: 2, lastError: 'no', deadLetterReason: 'refused' };
    expect(after(failed, dead)).toEqual({ ...base, ...given_up, updatedAt: LATER, revision: 2 });
    const again = after(failed, dead, event('retried', { channel: 'email', attempt: 3 }));
    expect(again).toMatchObject({ status: 'waiting', attempts: 2, lastError: 'no' });
    expect(again).not.toHaveProperty('deadLetterReason');
  });

  it('S2-20 say who has done a to-do', () => {
    expect(after(delivered, event('acknowledged'))).toMatchObject({
      status: 'acknowledged',
      acknowledgedAt: LATER,
      acknowledgedBy: 'han',
    });
  });

  it('are untouched by what is delivered again or not known', () => {
    expect(after(requested)).toEqual(after());
    expect(after(event('painted'))).toMatchObject({ status: 'waiting' });
    expect(given(history('notification-n-1', [delivered])).document('n-1')).toBeUndefined();
  });
});
