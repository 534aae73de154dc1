import { givenProjection, history } from '@evidesk/testing';
import { ciDetailsProjection } from './ci-details.projection.js';

type Happened = readonly [type: string, data: object];
const after = (...happened: readonly Happened[]) =>
  givenProjection(ciDetailsProjection)(
    history(
      'ci-k-1',
      happened.map(([type, data]) => ({ event: { type, data } })),
    ),
  );
const registered: Happened = ['ci.registered', { name: 'Relay 1', kind: 'mail relay', attributes: { version: '1.0' } }];
const changes = [
  { attribute: 'version', from: '1.0', to: '1.1' },
  { attribute: 'owner', from: null, to: 'han' },
];
const changed: Happened = ['ci.changed', { changes, reason: 'Works', changeId: 'c-1' }];

describe('configuration items', () => {
  it('S1-34 S4-18 shows an item as it is now, and the change that made it so', () => {
    expect(after(registered, changed, ['ci.retired', { reason: 'Sold' }]).document('k-1')).toEqual({
      id: 'k-1',
      name: 'Relay 1',
      kind: 'mail relay',
      status: 'retired',
      attributes: { version: '1.1', owner: 'han' },
      registeredAt: '2026-11-16T02:00:00.000Z',
      updatedAt: '2026-11-16T02:00:00.000Z',
      lastChangeId: 'c-1',
      revision: 2,
    });
  });

  it('S1-34 a correction by hand is no change', () => {
    const byHand: Happened = ['ci.changed', { changes: [changes[1]], reason: 'Counted' }];
    expect(after(registered, changed, byHand).document('k-1')).not.toHaveProperty('lastChangeId');
  });

  it('S1-34 keeps a line of history for each event', () => {
    expect(after(registered, changed).entries).toMatchObject([
      { id: 'k-1:00000000', ciId: 'k-1', type: 'ci.registered', actor: { id: 'the-service_desk' } },
      { id: 'k-1:00000001', ciId: 'k-1', revision: 1, type: 'ci.changed', data: { changes, changeId: 'c-1' } },
    ]);
  });

  it('is registered once, and has nothing to show of what was never registered', () => {
    expect(after(registered, ['ci.registered', { name: 'Other', attributes: {} }]).document('k-1')?.name).toBe(
      'Relay 1',
    );
    expect(after(changed).document('k-1')).toBeUndefined();
  });
});
