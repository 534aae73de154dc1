import { givenProjection, history } from '@evidesk/testing';
import { problemsProjection } from './problems.projection.js';

const given = givenProjection(problemsProjection);
type Happened = readonly [type: string, data: object];
const documentAfter = (...happened: readonly Happened[]) =>
  given(
    history(
      'problem-p-1',
      happened.map(([type, data]) => ({ event: { type, data } })),
    ),
  ).document('p-1');
const proposal = {
  number: 'PRB-202611-000001',
  origin: 'system_bug',
  title: 'Upload fails',
  incidents: ['i-1', 'i-2'],
  symptomId: 's-1',
  units: ['one', 'two'],
  needed: 2,
};
const proposed: Happened = ['problem.proposed', proposal];

describe('problems', () => {
  it('S1-32 S1-79 shows a problem as it is now', () => {
    const document = documentAfter(
      proposed,
      ['problem.accepted', { note: 'A bug', incidents: ['i-1', 'i-2'] }],
      ['problem.incident-added', { incidentId: 'i-3', unit: 'three', accepted: true }],
      ['problem.incident-added', { incidentId: 'i-4', unit: 'one', accepted: true }],
      ['problem.known-error-recorded', { workaround: 'Again' }],
      ['problem.root-cause-recorded', { rootCause: 'A full disk' }],
    );
    expect(document).toEqual({
      ...proposal,
      id: 'p-1',
      status: 'root_cause_known',
      incidents: ['i-1', 'i-2', 'i-3', 'i-4'],
      units: ['one', 'two', 'three'],
      knownError: true,
      workaround: 'Again',
      rootCause: 'A full disk',
      note: 'A bug',
      openedBy: 'the-service_desk',
      openedAt: '2026-11-16T02:00:00.000Z',
      updatedAt: '2026-11-16T02:00:00.000Z',
      revision: 5,
    });
  });

  it.each([
    ['problem.dismissed', { reason: 'No' }, { status: 'dismissed', note: 'No' }],
    [
      'problem.resolved',
      { solution: 'Yes', changeId: 'c-1' },
      { status: 'resolved', solution: 'Yes', changeId: 'c-1' },
    ],
    ['problem.closed', { review: 'Fine' }, { status: 'closed', note: 'Fine' }],
    ['problem.painted', {}, { status: 'candidate' }],
    ['problem.proposed', { ...proposal, title: 'Other' }, { title: 'Upload fails' }],
  ])('%s', (type, data, seen) => {
    expect(documentAfter(proposed, [type, data])).toMatchObject(seen);
  });

  it('S2-02 a problem that was handed over is accepted already', () => {
    const data = { number: 'PRB-1', origin: 'transfer', title: 'x', description: 'y', incidents: ['i-1'] };
    expect(documentAfter(['problem.opened', data])).toMatchObject({ ...data, status: 'accepted', knownError: false });
  });

  it('has nothing to show of a problem that it never saw begin', () => {
    expect(documentAfter(['problem.accepted', { incidents: [] }])).toBeUndefined();
  });
});
