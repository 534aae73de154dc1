import type { ProblemKind } from '@evidesk/platform';

/** What the knowledge base can answer besides success. */
export const KNOWLEDGE_PROBLEMS: readonly ProblemKind[] = [
  {
    code: 'knowledge.not-found',
    status: 404,
    title: 'There is no such article',
    description: 'Nothing was submitted under this id, or you may see published articles only.',
  },
  {
    code: 'knowledge.already-submitted',
    status: 409,
    title: 'The article is submitted already',
    description: 'Another command submitted it.',
  },
  {
    code: 'knowledge.illegal-transition',
    status: 409,
    title: 'The article does not allow this now',
    description: '`knowledgeStatus` tells where it stands, and `allowed` what can be done.',
  },
  {
    code: 'knowledge.own-article',
    status: 403,
    title: 'An article is approved by another than its author',
    description: 'Ask somebody who wrote no part of the draft (S1-25).',
  },
];
