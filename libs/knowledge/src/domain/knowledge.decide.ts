import { assertNever, DomainError } from '@evidesk/kernel';
import { DateTime } from 'luxon';
import type { KnowledgeEvent } from '../contract/knowledge-events.js';
import type { KnowledgeCommand, KnowledgeCommandType, ReviewRule } from './knowledge.commands.js';
import type { Article, KnowledgeState } from './knowledge.state.js';

/** The commands that people can send to an article now. */
export function allowedKnowledgeCommands({
  status,
  draft,
}: Pick<Article, 'status'> & { readonly draft?: { readonly status: string } }): readonly KnowledgeCommandType[] {
  if (status === 'retired') return [];
  const waits = draft?.status === 'submitted';
  return [
    'ReviseKnowledge',
    ...(waits ? (['ApproveKnowledge', 'ReturnKnowledge'] as const) : []),
    ...(status === 'published' ? (['ReviewKnowledge'] as const) : []),
    'RetireKnowledge',
  ];
}

/**
 * What follows from a command.
 * @throws DomainError when the command is refused
 */
export function decideKnowledge(
  command: KnowledgeCommand,
  state: KnowledgeState,
  rule: ReviewRule,
): readonly KnowledgeEvent[] {
  const { actor } = command.metadata;
  if (command.type === 'SubmitKnowledge') {
    if (state.status !== 'unsubmitted')
      throw new DomainError('conflict', 'knowledge.already-submitted', `the article is ${state.number}`);
    return [{ type: 'knowledge.submitted', data: { ...command.data, author: actor.id } }];
  }
  if (state.status === 'unsubmitted')
    throw new DomainError('not-found', 'knowledge.not-found', 'there is no such article');
  if (command.type === 'RemindKnowledgeReview') return remind(command, state);
  mustAllow(command.type, state);
  switch (command.type) {
    case 'ReviseKnowledge':
      return [{ type: 'knowledge.revised', data: { ...command.data, author: actor.id } }];
    case 'ReturnKnowledge':
      return [{ type: 'knowledge.returned', data: command.data }];
    case 'ApproveKnowledge':
      return approve(command, state, rule);
    case 'ReviewKnowledge':
      return [{ type: 'knowledge.reviewed', data: { ...command.data, reviewDueAt: dueAfter(command, rule) } }];
    case 'RetireKnowledge':
      return [{ type: 'knowledge.retired', data: command.data }];
    default:
      return assertNever(command);
  }
}

/** Four eyes: whoever wrote a part of the draft does not approve it (S1-25). */
function approve(
  command: KnowledgeCommand<'ApproveKnowledge'>,
  { draft, version }: Article,
  rule: ReviewRule,
): readonly KnowledgeEvent[] {
  const { id } = command.metadata.actor;
  if (draft?.authors.includes(id) === true)
    throw new DomainError('forbidden', 'knowledge.own-article', 'an article is approved by another than its author');
  const approved = { ...command.data, version: version + 1, reviewDueAt: dueAfter(command, rule) };
  return [{ type: 'knowledge.approved', data: approved }];
}

/** Nothing when it was told already, was reviewed meanwhile, or is retired. */
function remind(
  { metadata }: KnowledgeCommand<'RemindKnowledgeReview'>,
  { reviewDueAt, reviewDue }: Article,
): readonly KnowledgeEvent[] {
  if (reviewDueAt === undefined || reviewDue || metadata.occurredAt < reviewDueAt) return [];
  return [{ type: 'knowledge.review-fell-due', data: { dueAt: reviewDueAt } }];
}

const dueAfter = ({ metadata }: KnowledgeCommand, { months, timeZone }: ReviewRule): string =>
  DateTime.fromISO(metadata.occurredAt, { zone: timeZone }).plus({ months }).toUTC().toISO() ?? metadata.occurredAt;

function mustAllow(command: KnowledgeCommandType, article: Article): void {
  const allowed = allowedKnowledgeCommands(article);
  if (allowed.includes(command)) return;
  throw new DomainError(
    'conflict',
    'knowledge.illegal-transition',
    `${command} is not possible while ${article.status}`,
    { command, knowledgeStatus: article.status, allowed },
  );
}
