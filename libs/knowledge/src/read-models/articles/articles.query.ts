import { DomainError, plainKey } from '@evidesk/kernel';
import { READ_STORE, type Condition, type Page, type ReadStore } from '@evidesk/read-store';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { knowledgeUses } from '../uses/uses.projection.js';
import {
  type KnowledgeDocument,
  knowledgeDocuments,
  type KnowledgeVersion,
  knowledgeVersions,
} from './articles.projection.js';

/** What somebody may see of the knowledge base: all, or what is published and what he submitted himself. */
export type KnowledgeSight = { readonly all: true } | { readonly publishedAnd: string };

/** One article, with how many incidents are linked to it. */
export type UsedKnowledge = KnowledgeDocument & { readonly uses: number };

/** One article, by id or number. @throws DomainError `knowledge.not-found` when there is none in sight */
export class GetKnowledge extends Query<UsedKnowledge> {
  constructor(
    readonly idOrNumber: string,
    readonly sight: KnowledgeSight,
  ) {
    super();
  }
}

@QueryHandler(GetKnowledge)
export class GetKnowledgeHandler implements IQueryHandler<GetKnowledge> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ idOrNumber, sight }: GetKnowledge): Promise<UsedKnowledge> {
    const document = await findKnowledge(this.store, idOrNumber, sight);
    const { id, number } = document;
    const uses = await this.store.count(knowledgeUses, { targets: { in: [id, number] } });
    return { ...document, uses };
  }
}

/** The article in sight, as it is shown there. @throws DomainError `knowledge.not-found` */
export async function findKnowledge(
  store: ReadStore,
  idOrNumber: string,
  sight: KnowledgeSight,
): Promise<KnowledgeDocument> {
  const document = /^KB-\d{6}-\d+$/.test(idOrNumber)
    ? (await store.find(knowledgeDocuments, { where: { number: idOrNumber }, index: 'number', limit: 1 })).items[0]
    : await store.get(knowledgeDocuments, idOrNumber);
  const shown = document === undefined ? undefined : shownIn(sight, document);
  if (shown === undefined)
    throw new DomainError('not-found', 'knowledge.not-found', `there is no article ${idOrNumber}`);
  return shown;
}

/** Whoever may not approve sees no draft but his own. */
function shownIn(sight: KnowledgeSight, document: KnowledgeDocument): KnowledgeDocument | undefined {
  if ('all' in sight) return document;
  const { status, draft, submittedBy } = document;
  if (submittedBy === sight.publishedAnd || draft?.authors.includes(sight.publishedAnd) === true) return document;
  return status === 'published' ? { ...document, draft: undefined, awaitsApproval: false } : undefined;
}

/** Which articles, those that changed last first. */
export interface KnowledgeFilter {
  readonly status?: string;
  readonly category?: string;
  readonly affectedCi?: string;
  readonly awaitsApproval?: boolean;
  readonly reviewDue?: boolean;
  /** What this person submitted. */
  readonly submittedBy?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

export class ListKnowledge extends Query<Page<KnowledgeDocument>> {
  constructor(
    readonly filter: KnowledgeFilter,
    readonly sight: KnowledgeSight,
  ) {
    super();
  }
}

/** The filters with an index of their own, the narrowest first. */
const INDEXES = [
  ['submittedBy', 'author'],
  ['awaitsApproval', 'waiting'],
  ['reviewDue', 'review'],
  ['ciKey', 'ci'],
  ['category', 'category'],
  ['status', 'status'],
] as const;

@QueryHandler(ListKnowledge)
export class ListKnowledgeHandler implements IQueryHandler<ListKnowledge> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ filter, sight }: ListKnowledge): Promise<Page<KnowledgeDocument>> {
    const { affectedCi, limit, cursor, ...exact } = filter;
    const where: Record<string, Condition> = {};
    for (const [field, value] of Object.entries(exact)) if (value !== undefined) where[field] = value;
    if (affectedCi !== undefined) where['ciKey'] = plainKey(affectedCi);
    const own = 'publishedAnd' in sight && filter.submittedBy === sight.publishedAnd;
    if (!('all' in sight) && !own) {
      if ((filter.status ?? 'published') !== 'published') return { items: [] };
      where['status'] = 'published';
    }
    const index = INDEXES.find(([field]) => where[field] !== undefined)?.[1] ?? 'updated';
    const page = await this.store.find(knowledgeDocuments, { where, index, order: 'descending', limit, cursor });
    return { ...page, items: page.items.flatMap((document) => shownIn(sight, document) ?? []) };
  }
}

/** The published versions of an article, oldest first. @throws DomainError `knowledge.not-found` */
export class ListKnowledgeVersions extends Query<Page<KnowledgeVersion>> {
  constructor(
    readonly id: string,
    readonly sight: KnowledgeSight,
    readonly page: { readonly limit?: number; readonly cursor?: string },
  ) {
    super();
  }
}

@QueryHandler(ListKnowledgeVersions)
export class ListKnowledgeVersionsHandler implements IQueryHandler<ListKnowledgeVersions> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ id, sight, page: { limit, cursor } }: ListKnowledgeVersions): Promise<Page<KnowledgeVersion>> {
    const { id: knowledgeId } = await findKnowledge(this.store, id, sight);
    return this.store.find(knowledgeVersions, { where: { knowledgeId }, index: 'article', limit, cursor });
  }
}
