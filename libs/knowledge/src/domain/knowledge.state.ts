export const KNOWLEDGE_STATUSES = ['submitted', 'returned', 'published', 'retired'] as const;
export type KnowledgeStatus = (typeof KNOWLEDGE_STATUSES)[number];

/** What is written and not published. */
export interface Draft {
  readonly status: 'submitted' | 'returned';
  /** All who wrote a part of it: none of them may approve it. */
  readonly authors: readonly string[];
}

/** An article: where it stands, and whether something of it waits to be published. */
export interface Article {
  /** `published` also while a later draft waits. */
  readonly status: KnowledgeStatus;
  readonly number: string;
  /** How often it was published. */
  readonly version: number;
  readonly draft?: Draft;
  readonly reviewDueAt?: string;
  /** It was told that the review is due. */
  readonly reviewDue: boolean;
}

export type KnowledgeState = { readonly status: 'unsubmitted' } | Article;
