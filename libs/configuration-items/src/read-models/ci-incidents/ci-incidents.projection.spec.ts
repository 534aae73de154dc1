import { givenProjection, history } from '@evidesk/testing';
import { ciIdOf } from '../../domain/ci-id.js';
import { ciIncidentsProjection } from './ci-incidents.projection.js';

type Happened = readonly [type: string, data: object];
const after = (...happened: readonly Happened[]) =>
  givenProjection(ciIncidentsProjection)(
    history(
      'incident-i-1',
      happened.map(([type, data]) => ({ event: { type, data } })),
    ),
  ).document('i-1');
const recorded: Happened = ['incident.recorded', { affectedCi: ' relay  1' }];
const corrected = (to: string | null): Happened => [
  'incident.details-corrected',
  { changes: [{ field: 'affectedCi', from: null, to }] },
];
const shown = { id: 'i-1', ciId: ciIdOf('Relay 1'), open: true, since: '2026-11-16T02:00:00.000Z' };

describe('incidents by configuration item', () => {
  it('S4-40 finds the item by its name, however it is written', () => {
    expect(after(recorded)).toEqual(shown);
    expect(after(['incident.recorded', {}], corrected('RELAY 1'))).toEqual(shown);
  });

  it('S4-40 follows a correction', () => {
    expect(after(recorded, corrected('Relay 2'))).toEqual({ ...shown, ciId: ciIdOf('Relay 2') });
    expect(after(recorded, corrected(null))).toBeUndefined();
    expect(after(recorded, ['incident.details-corrected', { changes: [{ field: 'title', to: 'x' }] }])).toEqual(shown);
  });

  it('S1-07 a duplicate is not open, unless it turns out to be none', () => {
    const duplicate: Happened = ['incident.marked-duplicate', { of: 'i-0' }];
    expect(after(recorded, duplicate)).toEqual({ ...shown, open: false });
    expect(after(recorded, duplicate, ['incident.unmarked-duplicate', {}])).toEqual(shown);
    expect(after(['incident.recorded', {}], duplicate)).toBeUndefined();
  });

  it.each(['incident.closed', 'incident.cancelled'])('S4-40 %s: it affects nothing any more', (type) => {
    expect(after(recorded, [type, {}])).toBeUndefined();
  });

  it('is silent about what does not touch it', () => {
    expect(after(recorded, ['incident.commented', { text: 'x' }])).toEqual(shown);
    expect(after(['incident.recorded', {}])).toBeUndefined();
  });
});
