import { plainKey } from '@evidesk/kernel';
import { READ_STORE, type Condition, type ReadStore } from '@evidesk/read-store';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { wordsOf } from '../../domain/words.js';
import { type FindableArticle, findableArticles, newestFirst } from './search.projection.js';

/** How many words of a question are looked for. */
export const MAX_ASKED_WORDS = 10;
/** Of each word the newest so many articles are looked at. */
const LOOKED_AT = 200;
const DEFAULT_HITS = 20;

/** A published article that was found. */
export interface KnowledgeHit {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly category?: string;
  readonly publishedAt: string;
  /** The words of the question that it has. */
  readonly words: readonly string[];
}

export interface KnowledgeQuestion {
  readonly q: string;
  readonly category?: string;
  readonly affectedCi?: string;
  readonly limit?: number;
}

/** Published articles with words of a question: those with most of them first, then the newest. */
export class SearchKnowledge extends Query<readonly KnowledgeHit[]> {
  constructor(readonly question: KnowledgeQuestion) {
    super();
  }
}

@QueryHandler(SearchKnowledge)
export class SearchKnowledgeHandler implements IQueryHandler<SearchKnowledge> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ question }: SearchKnowledge): Promise<readonly KnowledgeHit[]> {
    const { q, category, affectedCi, limit = DEFAULT_HITS } = question;
    const narrowed: Record<string, Condition> = {};
    if (category !== undefined) narrowed['category'] = category;
    if (affectedCi !== undefined) narrowed['ciKey'] = plainKey(affectedCi);
    const found = await byWords(this.store, wordsOf([q], MAX_ASKED_WORDS), narrowed);
    return found.slice(0, limit).map(({ article, words }) => hitOf(article, words));
  }
}

/** An article with the words that it shares with a question. */
export interface WordMatch {
  readonly article: FindableArticle;
  readonly words: readonly string[];
}

/** Published articles with any of these words, in the order of their rank. */
export async function byWords(
  store: ReadStore,
  words: readonly string[],
  narrowed: Readonly<Record<string, Condition>> = {},
): Promise<readonly WordMatch[]> {
  const found = new Map<string, { readonly article: FindableArticle; readonly words: string[] }>();
  for (const word of words) {
    const where = { ...narrowed, words: word };
    const query = { where, index: 'word', order: 'descending' as const, limit: LOOKED_AT };
    for (const article of (await store.find(findableArticles, query)).items) {
      const match = found.get(article.id) ?? { article, words: [] };
      match.words.push(word);
      found.set(article.id, match);
    }
  }
  return [...found.values()].sort((a, b) => b.words.length - a.words.length || newestFirst(a.article, b.article));
}

function hitOf(article: FindableArticle, words: readonly string[]): KnowledgeHit {
  const { id, number, title = '', category, publishedAt = '' } = article;
  return { id, number, title, category, publishedAt, words };
}
