import type { Collection, Projection, RecordedEvent } from '@evidesk/kernel';
import { plainKey } from '@evidesk/kernel';
import type { KnowledgeContent, KnowledgeEvent } from '../../contract/knowledge-events.js';
import { evolveKnowledge, initialKnowledge } from '../../domain/knowledge.evolve.js';
import type { Article } from '../../domain/knowledge.state.js';

/** What is published of an article. */
export interface PublishedKnowledge extends KnowledgeContent {
  readonly version: number;
  readonly publishedAt: string;
  readonly approvedBy: string;
}

/** What is written and not published. */
export interface KnowledgeDraft extends KnowledgeContent {
  readonly status: 'submitted' | 'returned';
  readonly authors: readonly string[];
  readonly writtenAt: string;
  /** What is new in it. */
  readonly note?: string;
  /** Why it was returned. */
  readonly returned?: string;
}

/** An article as it is now. */
export interface KnowledgeDocument {
  readonly id: string;
  readonly number: string;
  readonly status: Article['status'];
  readonly version: number;
  /** Of what is published, or else of the draft; so are the next two. */
  readonly title: string;
  readonly category?: string;
  /** The configuration item's name as it is compared. */
  readonly ciKey?: string;
  readonly published?: PublishedKnowledge;
  readonly draft?: KnowledgeDraft;
  /** A draft waits for approval. */
  readonly awaitsApproval: boolean;
  readonly reviewDueAt?: string;
  readonly reviewDue: boolean;
  /** Who reviewed it last, when, and what was said. */
  readonly lastReview?: { readonly at: string; readonly by: string; readonly note?: string };
  readonly retired?: string;
  readonly submittedBy: string;
  readonly submittedAt: string;
  readonly updatedAt: string;
  readonly revision: number;
}

/** One publication of an article; none ever changes. */
export interface KnowledgeVersion extends PublishedKnowledge {
  readonly id: string;
  readonly knowledgeId: string;
}

export const knowledgeDocuments: Collection<KnowledgeDocument> = {
  name: 'knowledge',
  indexes: [
    { name: 'number', fields: ['number'] },
    { name: 'updated', fields: ['updatedAt'] },
    { name: 'status', fields: ['status', 'updatedAt'] },
    { name: 'category', fields: ['category', 'updatedAt'] },
    { name: 'ci', fields: ['ciKey', 'updatedAt'] },
    { name: 'waiting', fields: ['awaitsApproval', 'updatedAt'] },
    { name: 'review', fields: ['reviewDue', 'updatedAt'] },
    { name: 'author', fields: ['submittedBy', 'updatedAt'] },
  ],
};

export const knowledgeVersions: Collection<KnowledgeVersion> = {
  name: 'knowledge_versions',
  indexes: [{ name: 'article', fields: ['knowledgeId', 'version'] }],
};

/** Every article as it is now, and each of its published versions (S4-10). */
export const knowledgeProjection: Projection<KnowledgeDocument> = {
  name: 'knowledge',
  collection: knowledgeDocuments,
  streams: ['knowledge-'],
  keys: (event) => [event.stream.slice('knowledge-'.length)],
  project(document, stored, id) {
    const event = stored as unknown as KnowledgeEvent;
    if (document !== undefined && stored.revision <= document.revision) return document;
    if (document === undefined && event.type !== 'knowledge.submitted') return null;
    const state = evolveKnowledge(document === undefined ? initialKnowledge : asArticle(document), event);
    if (state.status === 'unsubmitted') return null;
    const { occurredAt, actor } = stored.metadata;
    const { draft: drafted, ...article } = state;
    const published = publishedAfter(document, event, stored);
    const draft = drafted === undefined ? undefined : { ...contentAfter(document, event, stored), ...drafted };
    const { title, category, affectedCi } = (published ?? draft) as KnowledgeContent;
    return {
      lastReview: document?.lastReview,
      submittedBy: document?.submittedBy ?? actor.id,
      submittedAt: document?.submittedAt ?? occurredAt,
      ...saidOf(event, stored),
      id,
      ...article,
      title,
      category,
      ciKey: affectedCi === undefined ? undefined : plainKey(affectedCi),
      published,
      draft,
      awaitsApproval: draft?.status === 'submitted',
      updatedAt: occurredAt,
      revision: stored.revision,
    };
  },
  entries: {
    collection: knowledgeVersions,
    entry(_before, event, { id, published }) {
      if (event.type !== 'knowledge.approved' || published === undefined) return null;
      const version = String(published.version).padStart(6, '0');
      return { ...published, id: `${id}:${version}`, knowledgeId: id } satisfies KnowledgeVersion;
    },
  },
};

const asArticle = ({ status, number, version, draft, reviewDueAt, reviewDue }: KnowledgeDocument): Article => ({
  status,
  number,
  version,
  reviewDue,
  ...(reviewDueAt === undefined ? {} : { reviewDueAt }),
  ...(draft === undefined ? {} : { draft: { status: draft.status, authors: draft.authors } }),
});

function publishedAfter(
  document: KnowledgeDocument | undefined,
  event: KnowledgeEvent,
  { metadata }: RecordedEvent,
): PublishedKnowledge | undefined {
  if (event.type !== 'knowledge.approved' || document?.draft === undefined) return document?.published;
  const content = contentOf(document.draft);
  const { version } = event.data;
  return { ...content, version, publishedAt: metadata.occurredAt, approvedBy: metadata.actor.id };
}

type Written = KnowledgeContent & Pick<KnowledgeDraft, 'writtenAt' | 'note' | 'returned'>;

/** What the draft says after an event, save who wrote it and where it stands. */
function contentAfter(
  document: KnowledgeDocument | undefined,
  event: KnowledgeEvent,
  { metadata }: RecordedEvent,
): Written {
  if (event.type === 'knowledge.submitted' || event.type === 'knowledge.revised') {
    const note = event.type === 'knowledge.revised' ? event.data.note : undefined;
    return { ...contentOf(event.data), writtenAt: metadata.occurredAt, note };
  }
  const draft = document?.draft as KnowledgeDraft;
  return event.type === 'knowledge.returned' ? { ...draft, returned: event.data.reason } : draft;
}

function contentOf(content: KnowledgeContent): KnowledgeContent {
  const { title, symptom, environment, affectedCi, cause, solution, category, keywords, incidents, problems } = content;
  return { title, symptom, environment, affectedCi, cause, solution, category, keywords, incidents, problems };
}

function saidOf(
  event: KnowledgeEvent,
  { metadata: { occurredAt: at, actor } }: RecordedEvent,
): Pick<KnowledgeDocument, 'lastReview' | 'retired'> {
  if (event.type === 'knowledge.reviewed') return { lastReview: { at, by: actor.id, note: event.data.note } };
  return event.type === 'knowledge.retired' ? { retired: event.data.reason } : {};
}
