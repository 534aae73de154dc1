import type { KnowledgeEvent } from '../contract/knowledge-events.js';
import type { Article, Draft, KnowledgeState } from './knowledge.state.js';

/** Raised whenever the state or `evolve` changes. */
export const KNOWLEDGE_SNAPSHOT_VERSION = 1;

export const initialKnowledge: KnowledgeState = { status: 'unsubmitted' };

/** The article after an event. Ignores events that it does not know, or that can't have happened. */
export function evolveKnowledge(state: KnowledgeState, event: KnowledgeEvent): KnowledgeState {
  if (state.status === 'unsubmitted') {
    if (event.type !== 'knowledge.submitted') return state;
    const { number, author } = event.data;
    const draft: Draft = { status: 'submitted', authors: [author] };
    return { status: 'submitted', number, version: 0, draft, reviewDue: false };
  }
  switch (event.type) {
    case 'knowledge.revised':
      return drafted(state, { status: 'submitted', authors: withAuthor(state.draft?.authors, event.data.author) });
    case 'knowledge.returned':
      return state.draft === undefined ? state : drafted(state, { ...state.draft, status: 'returned' });
    case 'knowledge.approved': {
      const { draft: _draft, ...article } = state;
      const { version, reviewDueAt } = event.data;
      return { ...article, status: 'published', version, reviewDueAt, reviewDue: false };
    }
    case 'knowledge.reviewed':
      return { ...state, reviewDueAt: event.data.reviewDueAt, reviewDue: false };
    case 'knowledge.review-fell-due':
      return { ...state, reviewDue: true };
    case 'knowledge.retired': {
      const { draft: _draft, reviewDueAt: _dueAt, ...article } = state;
      return { ...article, status: 'retired', reviewDue: false };
    }
    default:
      return state;
  }
}

const drafted = (article: Article, draft: Draft): Article => ({
  ...article,
  status: article.version > 0 ? article.status : draft.status,
  draft,
});

const withAuthor = (authors: readonly string[] = [], author: string): readonly string[] =>
  authors.includes(author) ? authors : [...authors, author];
