import type { Collection, Projection } from '@evidesk/kernel';
import { ACCESS_STREAM_PREFIX, type AccessRecorded } from '../../contract/access-events.js';

/** Somebody's look at what the desk keeps of people's doings. */
export interface Access {
  /** The event's id. */
  readonly id: string;
  /** When it was. */
  readonly at: string;
  readonly who: string;
  readonly roles: readonly string[];
  readonly onBehalfOf?: string;
  readonly what: string;
  readonly path: string;
  readonly filter: Readonly<Record<string, string>>;
  readonly correlationId: string;
}

export const accesses: Collection<Access> = {
  name: 'accesses',
  indexes: [
    { name: 'time', fields: ['at'] },
    { name: 'who', fields: ['who', 'at'] },
    { name: 'path', fields: ['path', 'at'] },
  ],
};

/** Who looked at what, and when. */
export const accessesProjection: Projection<Access> = {
  name: 'accesses',
  collection: accesses,
  streams: [ACCESS_STREAM_PREFIX],
  keys: ({ type, metadata }) => (type === 'access.recorded' ? [metadata.eventId] : []),
  project(_document, event, id) {
    const { actor, occurredAt, correlationId } = event.metadata;
    const { what, path, filter } = event.data as unknown as AccessRecorded['data'];
    const { id: who, roles, onBehalfOf } = actor;
    return { id, at: occurredAt, who, roles, onBehalfOf, what, path, filter, correlationId };
  },
};
