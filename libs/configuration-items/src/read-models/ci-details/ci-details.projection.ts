import type { Actor, Collection, JsonObject, Projection } from '@evidesk/kernel';
import type { CiEvent } from '../../contract/ci-events.js';
import { evolveCi } from '../../domain/ci.evolve.js';
import type { Attributes, CiStatus } from '../../domain/ci.state.js';

/** A configuration item as it is now. */
export interface CiDocument {
  readonly id: string;
  readonly name: string;
  readonly kind?: string;
  readonly status: CiStatus;
  readonly attributes: Attributes;
  readonly registeredAt: string;
  readonly updatedAt: string;
  /** The change request by which it became what it is. */
  readonly lastChangeId?: string;
  readonly revision: number;
}

/** One line of an item's history: who did what, when and because of what. */
export interface CiHistoryEntry {
  readonly id: string;
  readonly ciId: string;
  readonly revision: number;
  readonly type: string;
  readonly actor: Actor;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly data: JsonObject;
}

export const ciDocuments: Collection<CiDocument> = {
  name: 'configuration_items',
  indexes: [
    { name: 'name', fields: ['name'] },
    { name: 'status', fields: ['status', 'name'] },
    { name: 'kind', fields: ['kind', 'name'] },
  ],
};

export const ciHistory: Collection<CiHistoryEntry> = {
  name: 'configuration_item_history',
  indexes: [{ name: 'item', fields: ['ciId', 'revision'] }],
};

/** Every configuration item as it is now, and a line of history for each of its events (S1-34). */
export const ciDetailsProjection: Projection<CiDocument> = {
  name: 'configuration_items',
  collection: ciDocuments,
  streams: ['ci-'],
  keys: (event) => [event.stream.slice('ci-'.length)],
  project(document, stored, id) {
    const event = stored as unknown as CiEvent;
    const { occurredAt: updatedAt } = stored.metadata;
    const { revision } = stored;
    if (event.type === 'ci.registered') {
      const { changeId: lastChangeId, ...item } = event.data;
      return document ?? { id, ...item, status: 'in_use', registeredAt: updatedAt, updatedAt, lastChangeId, revision };
    }
    if (document === undefined) return null;
    const state = evolveCi(document, event);
    if (state.status === 'unregistered') return null;
    const { status, attributes } = state;
    const lastChangeId = event.type === 'ci.changed' ? event.data.changeId : document.lastChangeId;
    return { ...document, status, attributes, updatedAt, lastChangeId, revision };
  },
  entries: {
    collection: ciHistory,
    entry(_before, { revision, type, data, metadata: { actor, occurredAt, recordedAt } }, { id: ciId }) {
      const id = `${ciId}:${String(revision).padStart(8, '0')}`;
      return { id, ciId, revision, type, actor, occurredAt, recordedAt, data } satisfies CiHistoryEntry;
    },
  },
};
