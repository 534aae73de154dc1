import { history } from '@evidesk/testing';
import { knowledgeReview } from './knowledge-review.process.js';

const react = (type: string, data: object = {}) =>
  history('knowledge-k-1', [{ event: { type, data } }]).flatMap((event) => knowledgeReview.react(event, undefined));
const at = '2027-11-16T02:00:00.000Z';
const schedule = (deadlines: readonly object[]) => [{ kind: 'schedule', key: 'review', target: 'k-1', deadlines }];

describe('knowledge-review', () => {
  it.each(['knowledge.approved', 'knowledge.reviewed'])('S1-25 reminds when the review falls due after %s', (type) => {
    expect(react(type, { version: 1, reviewDueAt: at })).toEqual(
      schedule([{ key: 'review', at, command: 'RemindKnowledgeReview', data: {} }]),
    );
  });

  it('reminds no more of what is retired', () => {
    expect(react('knowledge.retired', { reason: 'Gone' })).toEqual(schedule([]));
  });

  it('has nothing to do with what is not published', () => {
    expect(react('knowledge.submitted')).toEqual([]);
  });
});
