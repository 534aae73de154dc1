import type { PersonalFields } from '@evidesk/kernel';
import type { KnowledgeEvent } from './knowledge-events.js';

/** An article is the desk's own, and of nobody: of an incident it takes nothing that is its reporter's. */
export const knowledgePersonalData: PersonalFields<KnowledgeEvent['type']> = {
  'knowledge.submitted': 'none',
  'knowledge.revised': 'none',
  'knowledge.returned': 'none',
  'knowledge.approved': 'none',
  'knowledge.reviewed': 'none',
  'knowledge.review-fell-due': 'none',
  'knowledge.retired': 'none',
};
