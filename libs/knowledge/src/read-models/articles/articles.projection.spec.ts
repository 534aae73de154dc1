import { givenProjection, history } from '@evidesk/testing';
import { knowledgeSearchProjection } from '../search/search.projection.js';
import { knowledgeUsesProjection } from '../uses/uses.projection.js';
import { knowledgeProjection } from './articles.projection.js';

type Happened = readonly [type: string, data: object];
const events = (stream: string, happened: readonly Happened[]) =>
  history(
    stream,
    happened.map(([type, data]) => ({ event: { type, data } })),
  );
const articleAfter = (...happened: readonly Happened[]) =>
  givenProjection(knowledgeProjection)(events('knowledge-k-1', happened)).document('k-1');
const searchAfter = (...happened: readonly Happened[]) =>
  givenProjection(knowledgeSearchProjection)(events('knowledge-k-1', happened)).document('k-1');

const NOW = '2026-11-16T02:00:00.000Z';
const content = { title: 'Upload fails', solution: 'Import it', keywords: ['relay'], incidents: ['i-1'], problems: [] };
const submitted: Happened = [
  'knowledge.submitted',
  { number: 'KB-1', author: 'li', ...content, affectedCi: 'Relay  1', category: 'network', symptom: '上传失败。' },
];
const revised: Happened = ['knowledge.revised', { author: 'han', note: 'New', ...content, title: 'Upload: 403' }];
const approved: Happened = ['knowledge.approved', { version: 1, reviewDueAt: '2027-11-16T02:00:00.000Z' }];

describe('the view of articles', () => {
  it('S1-20 shows what waits for approval', () => {
    expect(articleAfter(submitted)).toMatchObject({
      status: 'submitted',
      version: 0,
      title: 'Upload fails',
      category: 'network',
      ciKey: 'relay 1',
      awaitsApproval: true,
      reviewDue: false,
      draft: { status: 'submitted', authors: ['li'], solution: 'Import it', writtenAt: NOW },
    });
    const returned = articleAfter(submitted, ['knowledge.returned', { reason: 'Which error?' }]);
    expect(returned).toMatchObject({ status: 'returned', awaitsApproval: false, draft: { returned: 'Which error?' } });
    const again = articleAfter(submitted, ['knowledge.returned', { reason: 'Which error?' }], revised);
    expect(again?.draft).toMatchObject({ status: 'submitted', authors: ['li', 'han'], note: 'New' });
    expect(again?.draft?.returned).toBeUndefined();
  });

  it('S1-25 shows what is published, beside the draft of the next version', () => {
    const article = articleAfter(submitted, approved, revised);
    expect(article).toMatchObject({
      status: 'published',
      version: 1,
      title: 'Upload fails',
      published: { title: 'Upload fails', version: 1, publishedAt: NOW, approvedBy: 'the-service_desk' },
      draft: { title: 'Upload: 403', authors: ['han'] },
      awaitsApproval: true,
    });
    const next = articleAfter(submitted, approved, revised, ['knowledge.approved', { ...approved[1], version: 2 }]);
    expect(next).toMatchObject({ title: 'Upload: 403', version: 2, awaitsApproval: false });
    expect([next?.draft, next?.ciKey]).toEqual([undefined, undefined]);
  });

  it('S1-25 shows that a review is due, and the last one', () => {
    const due: Happened = ['knowledge.review-fell-due', { dueAt: '2027-11-16T02:00:00.000Z' }];
    expect(articleAfter(submitted, approved, due)).toMatchObject({ reviewDue: true });
    const reviewed: Happened = ['knowledge.reviewed', { reviewDueAt: '2028-11-16T02:00:00.000Z', note: 'So it is' }];
    expect(articleAfter(submitted, approved, due, reviewed)).toMatchObject({
      reviewDue: false,
      reviewDueAt: '2028-11-16T02:00:00.000Z',
      lastReview: { at: NOW, by: 'the-service_desk', note: 'So it is' },
    });
  });

  it('keeps each published version as it was', () => {
    const seen = givenProjection(knowledgeProjection)(events('knowledge-k-1', [submitted, approved, revised]));
    const versions = seen.entries as readonly object[];
    expect(versions).toMatchObject([{ id: 'k-1:000001', knowledgeId: 'k-1', version: 1, title: 'Upload fails' }]);
    expect(articleAfter(submitted, approved, ['knowledge.retired', { reason: 'Gone' }])).toMatchObject({
      status: 'retired',
      retired: 'Gone',
      published: { version: 1 },
    });
  });

  it('has nothing to show of an article that it never saw begin', () => {
    expect(articleAfter(approved)).toBeUndefined();
    expect(searchAfter(approved)).toBeUndefined();
  });
});

describe('the search of articles', () => {
  it('S1-51 finds what is published, and nothing else', () => {
    expect(searchAfter(submitted)).toMatchObject({ draft: { ciKey: 'relay 1' } });
    expect(searchAfter(submitted)?.words).toBeUndefined();
    expect(searchAfter(submitted, approved)).toMatchObject({
      title: 'Upload fails',
      symptomKey: '上传失败',
      ciKey: 'relay 1',
      category: 'network',
      words: ['upload', 'fails', '上传', '失败', 'relay', '1', 'import'],
      publishedAt: NOW,
    });
    expect(searchAfter(submitted, approved, revised)?.title).toBe('Upload fails');
    const next = searchAfter(submitted, approved, revised, approved);
    expect([next?.title, next?.symptomKey, next?.draft]).toEqual(['Upload: 403', undefined, undefined]);
    expect(searchAfter(submitted, approved, ['knowledge.retired', { reason: 'Gone' }])?.words).toBeUndefined();
  });
});

describe('the uses of articles', () => {
  const usesAfter = (...happened: readonly Happened[]) =>
    givenProjection(knowledgeUsesProjection)(events('incident-i-1', happened)).document('i-1');
  const link = (target: string, kind = 'knowledge'): Happened => ['incident.linked', { kind, target }];

  it('S1-51 are the incidents that are linked to them', () => {
    expect(usesAfter(link('KB-1'), link('KB-2'), link('KB-1'))?.targets).toEqual(['KB-2', 'KB-1']);
    const unlink: Happened = ['incident.unlinked', { kind: 'knowledge', target: 'KB-1', reason: 'Another' }];
    expect(usesAfter(link('KB-1'), unlink)).toBeUndefined();
    expect(usesAfter(link('p-1', 'problem'))).toBeUndefined();
  });
});
