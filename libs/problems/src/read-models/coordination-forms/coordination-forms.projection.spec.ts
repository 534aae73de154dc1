import { givenProjection, history } from '@evidesk/testing';
import { coordinationFormsProjection } from './coordination-forms.projection.js';

const given = givenProjection(coordinationFormsProjection);
type Happened = readonly [type: string, data: object];
const documentAfter = (...happened: readonly Happened[]) =>
  given(
    history(
      'coordination-k-1',
      happened.map(([type, data]) => ({ event: { type, data } })),
    ),
  ).document('k-1');
const form = {
  number: 'COO-202611-000001',
  incidentId: 'i-1',
  incidentNumber: 'INC-202611-000001',
  title: 'Upload fails',
  description: 'Since the upgrade',
  handedTo: { role: 'operations' },
  needsChange: false,
  longResolution: false,
  emergencyPlan: 'Fax',
};
const raised: Happened = ['coordination.raised', form];
const received: Happened = ['coordination.received', { receiver: 'han' }];
const handled: Happened = ['coordination.handled', { process: 'Log', result: 'Disk' }];

describe('coordination forms', () => {
  it('S1-47 S1-48 S1-49 shows a form whole', () => {
    const document = documentAfter(
      raised,
      received,
      ['coordination.analysed', { analysis: 'Full', needsChange: true, longResolution: false }],
      ['coordination.information-change-found', { incidentId: 'i-1', title: 'Upload fails' }],
      handled,
      ['coordination.resolved', { number: 'COO-1', incidentId: 'i-1', verification: 'Sent', reply: 'Works' }],
    );
    expect(document).toEqual({
      ...form,
      id: 'k-1',
      status: 'resolved',
      receiver: 'han',
      analysis: 'Full',
      needsChange: true,
      informationChange: true,
      handled: { process: 'Log', result: 'Disk' },
      verification: 'Sent',
      reply: 'Works',
      raisedBy: 'the-service_desk',
      raisedAt: '2026-11-16T02:00:00.000Z',
      resolvedAt: '2026-11-16T02:00:00.000Z',
      updatedAt: '2026-11-16T02:00:00.000Z',
      revision: 5,
    });
  });

  it('S1-47 shows why it is handled again', () => {
    const document = documentAfter(raised, received, handled, [
      'coordination.verification-failed',
      { verification: 'Still fails' },
    ]);
    expect(document).toMatchObject({ status: 'in_progress', verification: 'Still fails' });
    expect(document?.handled).toBeUndefined();
  });

  it('S1-48 is pending (待处理) until it is received, and one only', () => {
    expect(documentAfter(raised)).toMatchObject({ status: 'pending' });
    expect(documentAfter(raised, ['coordination.raised', { ...form, title: 'Other' }])).toMatchObject({
      title: 'Upload fails',
    });
    expect(documentAfter(raised, ['coordination.painted', {}])).toMatchObject({ status: 'pending', revision: 1 });
    expect(documentAfter(received)).toBeUndefined();
  });
});
