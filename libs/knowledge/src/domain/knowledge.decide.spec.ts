import { actor, commandMetadata, givenDecider } from '@evidesk/testing';
import type { KnowledgeEvent } from '../contract/knowledge-events.js';
import type { KnowledgeCommand, KnowledgeCommandData, KnowledgeCommandType, ReviewRule } from './knowledge.commands.js';
import { allowedKnowledgeCommands, decideKnowledge } from './knowledge.decide.js';
import { evolveKnowledge, initialKnowledge } from './knowledge.evolve.js';
import type { KnowledgeState } from './knowledge.state.js';

const RULE: ReviewRule = { months: 12, timeZone: 'Asia/Shanghai' };
const CONTENT = { title: 'Upload fails', solution: 'Import it', keywords: [], incidents: ['i-1'], problems: [] };
const DATA: { readonly [T in KnowledgeCommandType]: KnowledgeCommandData<T> } = {
  SubmitKnowledge: { number: 'KB-202611-000001', ...CONTENT },
  ReviseKnowledge: { ...CONTENT, title: 'Upload fails with 403', note: 'Which error' },
  ReturnKnowledge: { reason: 'Which error?' },
  ApproveKnowledge: { note: 'Good' },
  ReviewKnowledge: {},
  RetireKnowledge: { reason: 'Gone' },
  RemindKnowledgeReview: {},
};
const command = (type: KnowledgeCommandType, by: string, at = '2026-11-16T02:00:00.000Z') =>
  ({ type, data: DATA[type], metadata: commandMetadata({ actor: actor(by), occurredAt: at }) }) as KnowledgeCommand;

const decide = (given: KnowledgeCommand, state: KnowledgeState) => decideKnowledge(given, state, RULE);
const given = givenDecider({ initial: initialKnowledge, decide, evolve: evolveKnowledge });

/** Step by step, each by somebody. */
function after(...steps: readonly (readonly [KnowledgeCommandType, string])[]) {
  let state: KnowledgeState = initialKnowledge;
  const events = steps.flatMap(([type, by]): readonly KnowledgeEvent[] => {
    const decided = decide(command(type, by), state);
    state = decided.reduce(evolveKnowledge, state);
    return decided;
  });
  return given(...events);
}
const SUBMITTED = ['SubmitKnowledge', 'l1'] as const;
const APPROVED = ['ApproveKnowledge', 'l2'] as const;
const approved = (version: number): KnowledgeEvent => ({
  type: 'knowledge.approved',
  data: { note: 'Good', version, reviewDueAt: '2027-11-16T02:00:00.000Z' },
});

describe('an article', () => {
  it('S1-20 S4-10 is submitted once, by its author', () => {
    given()
      .when(command('SubmitKnowledge', 'l1'))
      .then({
        type: 'knowledge.submitted',
        data: { ...DATA.SubmitKnowledge, author: 'the-l1' },
      });
    after(SUBMITTED).when(command('SubmitKnowledge', 'l1')).refused('knowledge.already-submitted');
  });

  it('S1-25 is approved by another than any of its authors, and is to be reviewed a year later', () => {
    after(SUBMITTED).when(command('ApproveKnowledge', 'l1')).refused('knowledge.own-article', { kind: 'forbidden' });
    after(SUBMITTED).when(command('ApproveKnowledge', 'l2')).then(approved(1));
    const revisedByAnother = after(SUBMITTED, ['ReturnKnowledge', 'l2'], ['ReviseKnowledge', 'l2']);
    revisedByAnother.when(command('ApproveKnowledge', 'l1')).refused('knowledge.own-article');
    revisedByAnother.when(command('ApproveKnowledge', 'l2')).refused('knowledge.own-article');
    revisedByAnother.when(command('ApproveKnowledge', 'l3')).then(approved(1));
  });

  it('S1-25 is returned with a reason, and not approved before it is revised', () => {
    after(SUBMITTED)
      .when(command('ReturnKnowledge', 'l2'))
      .then({ type: 'knowledge.returned', data: { reason: 'Which error?' } });
    after(SUBMITTED, ['ReturnKnowledge', 'l2'])
      .when(command('ApproveKnowledge', 'l2'))
      .refused('knowledge.illegal-transition', {
        details: {
          command: 'ApproveKnowledge',
          knowledgeStatus: 'returned',
          allowed: ['ReviseKnowledge', 'RetireKnowledge'],
        },
      });
  });

  it('S1-25 stays published while a later draft waits; approved, that is the next version', () => {
    const revised = after(SUBMITTED, APPROVED, ['ReviseKnowledge', 'l1']);
    revised.when(command('ApproveKnowledge', 'l2')).then(approved(2));
    revised.when(command('ReviewKnowledge', 'l2')).then({
      type: 'knowledge.reviewed',
      data: { reviewDueAt: '2027-11-16T02:00:00.000Z' },
    });
    expect(allowedKnowledgeCommands({ status: 'published', draft: { status: 'submitted' } })).toEqual([
      'ReviseKnowledge',
      'ApproveKnowledge',
      'ReturnKnowledge',
      'ReviewKnowledge',
      'RetireKnowledge',
    ]);
    after(SUBMITTED, APPROVED, ['ReviseKnowledge', 'l1'], ['ApproveKnowledge', 'l3'], ['ReviseKnowledge', 'l3'])
      .when(command('ApproveKnowledge', 'l1'))
      .then(approved(3));
  });

  it('S1-25 is reminded of its review once it is due, once, and not after it was reviewed', () => {
    const remind = (at: string) => command('RemindKnowledgeReview', 'system', at);
    const published = after(SUBMITTED, APPROVED);
    published.when(remind('2027-11-16T01:59:59.999Z')).nothing();
    const due: KnowledgeEvent = {
      type: 'knowledge.review-fell-due',
      data: { dueAt: '2027-11-16T02:00:00.000Z' },
    };
    published.when(remind('2027-11-16T02:00:00.000Z')).then(due);
    const submitted = decide(command('SubmitKnowledge', 'l1'), initialKnowledge);
    given(...submitted, approved(1), due)
      .when(remind('2027-12-01T00:00:00.000Z'))
      .nothing();
    const reviewed = { type: 'knowledge.reviewed', data: { reviewDueAt: '2028-11-16T02:00:00.000Z' } } as const;
    given(...submitted, approved(1), due, reviewed)
      .when(remind('2027-12-01T00:00:00.000Z'))
      .nothing();
    given(...submitted, approved(1), due, reviewed)
      .when(remind('2028-11-16T02:00:00.000Z'))
      .then({ type: 'knowledge.review-fell-due', data: { dueAt: '2028-11-16T02:00:00.000Z' } });
  });

  it('ends when it is retired', () => {
    const retired = after(SUBMITTED, APPROVED, ['RetireKnowledge', 'l2']);
    for (const type of Object.keys(DATA) as KnowledgeCommandType[]) {
      if (type === 'SubmitKnowledge') continue;
      if (type === 'RemindKnowledgeReview') retired.when(command(type, 'system', '2030-01-01T00:00:00.000Z')).nothing();
      else retired.when(command(type, 'l3')).refused('knowledge.illegal-transition');
    }
  });

  it('must be there before anything is done with it', () => {
    for (const type of Object.keys(DATA) as KnowledgeCommandType[])
      if (type !== 'SubmitKnowledge') given().when(command(type, 'l2')).refused('knowledge.not-found');
  });
});
