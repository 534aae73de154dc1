import { givenProjection, history } from '@evidesk/testing';
import { changeRequestsProjection } from './change-requests.projection.js';

const given = givenProjection(changeRequestsProjection);
const requested = {
  type: 'change.requested',
  data: {
    number: 'CHG-202611-000001',
    incidentId: 'i-1',
    description: 'Replace',
    riskAssessment: 'Low',
    rollbackPlan: 'Back',
  },
};
const window = { startsAt: '2026-11-17T14:00:00.000Z', endsAt: '2026-11-17T15:00:00.000Z' };

describe('change requests', () => {
  it('S0-79 S0-83 shows a change request as it is now', () => {
    const events = history('change-c-1', [
      { event: requested, metadata: { actor: { id: 'li', roles: ['l3'] } } },
      { event: { type: 'change.assessed', data: { risk: 'low', assessment: 'Done before' } } },
      { event: { type: 'change.approved', data: { note: 'At night' } } },
      { event: { type: 'change.scheduled', data: window } },
      {
        event: { type: 'change.implemented', data: { incidentId: 'i-1', result: 'Mail flows' } },
        metadata: { occurredAt: '2026-11-17T14:30:00.000Z' },
      },
    ]);
    expect(given(events).document('c-1')).toEqual({
      id: 'c-1',
      ...requested.data,
      status: 'implemented',
      risk: 'low',
      window,
      note: 'Mail flows',
      requestedBy: 'li',
      requestedAt: '2026-11-16T02:00:00.000Z',
      updatedAt: '2026-11-17T14:30:00.000Z',
      revision: 4,
    });
  });

  it.each([
    ['change.rejected', { reason: 'Freeze' }, { status: 'rejected', note: 'Freeze' }],
    ['change.rolled-back', { reason: 'Broken' }, { status: 'rolled_back', note: 'Broken' }],
    ['change.closed', { review: 'As planned' }, { status: 'closed', note: 'As planned' }],
    ['change.painted', {}, { status: 'requested' }],
  ])('%s', (type, data, seen) => {
    expect(
      given(history('change-c-1', [{ event: requested }, { event: { type, data } }])).document('c-1'),
    ).toMatchObject(seen);
  });

  it('has nothing to show of a change that it never saw requested', () => {
    expect(
      given(history('change-c-1', [{ event: { type: 'change.approved', data: {} } }])).document('c-1'),
    ).toBeUndefined();
  });
});
