import {
  commandRoute,
  Markdown,
  OptionalInstant,
  OptionalMarkdown,
  OptionalName,
  OptionalText,
  Text,
  TextList,
} from '@evidesk/platform';
import type { Type } from '@nestjs/common';
import { MAX_KEYWORDS, MAX_SOURCES } from '../../contract/fields.js';
import type { KnowledgeCommand, KnowledgeCommandData, KnowledgeCommandType } from '../../domain/knowledge.commands.js';
import { AdvanceKnowledge } from './advance-knowledge.handler.js';

class Happened {
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export class ReviseKnowledgeBody extends Happened implements KnowledgeCommandData<'ReviseKnowledge'> {
  @Text({ max: 200 }) title!: string;
  @OptionalText({ max: 500, doc: 'How it shows (事件现象)' }) symptom?: string;
  @OptionalMarkdown(20_000) environment?: string;
  @OptionalText({ max: 200, doc: 'Configuration item' }) affectedCi?: string;
  @OptionalMarkdown(20_000) cause?: string;
  @Markdown(20_000) solution!: string;
  @OptionalName({ doc: 'A category of the process profile' }) category?: string;
  @TextList({ max: MAX_KEYWORDS, each: { max: 64 } }) keywords!: string[];
  @TextList({ max: MAX_SOURCES, each: { max: 64 }, doc: 'Ids of the incidents that it comes from' })
  incidents!: string[];
  @TextList({ max: MAX_SOURCES, each: { max: 64 }, doc: 'Ids of the problems that it comes from' })
  problems!: string[];
  @OptionalMarkdown(20_000, { doc: 'What is new' }) note?: string;
}
export class ReturnKnowledgeBody extends Happened implements KnowledgeCommandData<'ReturnKnowledge'> {
  @Markdown(20_000, { doc: 'What is wrong with it' }) reason!: string;
}
export class ApproveKnowledgeBody extends Happened implements KnowledgeCommandData<'ApproveKnowledge'> {
  @OptionalMarkdown(20_000) note?: string;
}
export class ReviewKnowledgeBody extends Happened implements KnowledgeCommandData<'ReviewKnowledge'> {
  @OptionalMarkdown(20_000) note?: string;
}
export class RetireKnowledgeBody extends Happened implements KnowledgeCommandData<'RetireKnowledge'> {
  @Markdown(20_000) reason!: string;
}

const knowledgeRoute = (command: KnowledgeCommandType, path: string, body: Type, summary: string): Type =>
  commandRoute<KnowledgeCommand>({
    collection: 'v1/knowledge',
    tag: 'knowledge',
    command,
    path,
    body,
    summary,
    message: (id, message, expectedRevision) => new AdvanceKnowledge(id, message, expectedRevision),
  });

/** One route for each step of an article. */
export const advanceKnowledgeRoutes: readonly Type[] = [
  knowledgeRoute(
    'ReviseKnowledge',
    'revisions',
    ReviseKnowledgeBody,
    'Write it anew, whole; what is published stays until this is approved',
  ),
  knowledgeRoute('ReturnKnowledge', 'returns', ReturnKnowledgeBody, 'Return it to its author with a reason (S1-25)'),
  knowledgeRoute(
    'ApproveKnowledge',
    'approvals',
    ApproveKnowledgeBody,
    'Publish what was written last; by another than its author (审批、入库, S1-25)',
  ),
  knowledgeRoute('ReviewKnowledge', 'reviews', ReviewKnowledgeBody, 'Say that it still holds (审核, S1-25)'),
  knowledgeRoute('RetireKnowledge', 'retirements', RetireKnowledgeBody, 'Take it out of use, with a reason'),
];
