import { type Collection, plainKey, type Projection } from '@evidesk/kernel';
import type { KnowledgeContent, KnowledgeEvent } from '../../contract/knowledge-events.js';
import { wordsOf } from '../../domain/words.js';

/** By what a text of an article is found. */
interface Findable {
  readonly title: string;
  readonly category?: string;
  readonly symptomKey?: string;
  readonly ciKey?: string;
  readonly words: readonly string[];
}

/** A published article, by what it is found; without words, symptom … while nothing of it is published. */
export interface FindableArticle extends Partial<Findable> {
  readonly id: string;
  readonly number: string;
  readonly revision: number;
  readonly publishedAt?: string;
  /** What is not published yet. */
  readonly draft?: Findable;
}

export const findableArticles: Collection<FindableArticle> = {
  name: 'knowledge_search',
  indexes: [
    { name: 'word', fields: ['words', 'publishedAt'] },
    { name: 'symptom', fields: ['symptomKey', 'publishedAt'] },
    { name: 'ci', fields: ['ciKey', 'publishedAt'] },
    { name: 'category', fields: ['category', 'publishedAt'] },
  ],
};

/** Published articles by their words, symptom, configuration item and category: small documents, read many at a time. */
export const knowledgeSearchProjection: Projection<FindableArticle> = {
  name: 'knowledge_search',
  collection: findableArticles,
  streams: ['knowledge-'],
  keys: (event) => [event.stream.slice('knowledge-'.length)],
  project(document, stored, id) {
    const event = stored as unknown as KnowledgeEvent;
    const { revision } = stored;
    if (document !== undefined && revision <= document.revision) return document;
    if (event.type === 'knowledge.submitted')
      return { id, number: event.data.number, revision, draft: findable(event.data) };
    if (document === undefined) return null;
    switch (event.type) {
      case 'knowledge.revised':
        return { ...document, revision, draft: findable(event.data) };
      case 'knowledge.approved': {
        const { draft, ...before } = document;
        const { occurredAt } = stored.metadata;
        return {
          ...before,
          symptomKey: undefined,
          ciKey: undefined,
          category: undefined,
          ...draft,
          revision,
          publishedAt: occurredAt,
        };
      }
      case 'knowledge.retired':
        return { id, number: document.number, revision };
      default:
        return { ...document, revision };
    }
  },
};

/** The title first, so that its words are among those that are told apart. */
function findable(content: KnowledgeContent): Findable {
  const { title, symptom, affectedCi, category, keywords, environment, cause, solution } = content;
  return {
    title,
    category,
    symptomKey: symptom === undefined ? undefined : plainKey(symptom),
    ciKey: affectedCi === undefined ? undefined : plainKey(affectedCi),
    words: wordsOf([title, symptom, ...keywords, affectedCi, cause, environment, solution]),
  };
}

/** The newest publication first; by id where two are of one instant. */
export function newestFirst(a: FindableArticle, b: FindableArticle): number {
  const [left, right] = [`${a.publishedAt ?? ''} ${a.id}`, `${b.publishedAt ?? ''} ${b.id}`];
  return left < right ? 1 : -1;
}
