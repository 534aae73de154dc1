import type { IncidentEvent } from '@evidesk/incidents';
import type { Collection, Projection } from '@evidesk/kernel';

/** An incident to which articles were applied. */
export interface KnowledgeUse {
  /** The incident's. */
  readonly id: string;
  /** Ids or numbers of articles, as the links name them. */
  readonly targets: readonly string[];
  readonly since: string;
}

export const knowledgeUses: Collection<KnowledgeUse> = {
  name: 'knowledge_uses',
  indexes: [{ name: 'target', fields: ['targets', 'since'] }],
};

/** Which incidents are linked to which article: how often it was of use. */
export const knowledgeUsesProjection: Projection<KnowledgeUse> = {
  name: 'knowledge_uses',
  collection: knowledgeUses,
  streams: ['incident-'],
  keys: ({ type, data, stream }) =>
    (type === 'incident.linked' || type === 'incident.unlinked') && data['kind'] === 'knowledge'
      ? [stream.slice('incident-'.length)]
      : [],
  project(document, stored, id) {
    const event = stored as unknown as Extract<IncidentEvent, { type: 'incident.linked' | 'incident.unlinked' }>;
    const { target } = event.data;
    const others = (document?.targets ?? []).filter((known) => known !== target);
    const since = document?.since ?? stored.metadata.occurredAt;
    if (event.type === 'incident.linked') return { id, targets: [...others, target], since };
    return others.length === 0 ? null : { id, targets: others, since };
  },
};
