import type { Collection, Projection } from '@evidesk/kernel';

/** Where to find one event of the desk, and what it is looked for by. */
export interface TrailEntry {
  /** The event's id. */
  readonly id: string;
  /** `recordedAt/position`: sorts by when it was recorded, then by the order of the store. */
  readonly at: string;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly actor: string;
  readonly roles: readonly string[];
  readonly occurredAt: string;
  readonly commandId: string;
  readonly causationId?: string;
  readonly correlationId: string;
}

/** Each index is a write an event: only what is looked for again and again has one. */
export const trailEntries: Collection<TrailEntry> = {
  name: 'audit_trail',
  indexes: [
    { name: 'time', fields: ['at'] },
    { name: 'actor', fields: ['actor', 'at'] },
    { name: 'type', fields: ['type', 'at'] },
    { name: 'correlation', fields: ['correlationId', 'at'] },
  ],
};

/** The kinds of thing whose history is kept, by the prefix of their streams. */
export const AUDITED = {
  incident: 'incident-',
  change: 'change-',
  problem: 'problem-',
  symptom: 'symptom-',
  coordination_form: 'coordination-',
  configuration_item: 'ci-',
  knowledge: 'knowledge-',
  notification: 'notification-',
  contact: 'contact-',
  alert: 'alert-',
  mail: 'mail-',
  profile: 'profile-',
  report: 'report-',
  api_key: 'api-key-',
  person: 'person-',
} as const;
export type AuditedKind = keyof typeof AUDITED;
export const AUDITED_KINDS = Object.keys(AUDITED) as readonly AuditedKind[];

/** What a stream is the history of. */
export function subjectOf(stream: string): { readonly kind: AuditedKind; readonly id: string } | undefined {
  for (const kind of AUDITED_KINDS) {
    const prefix = AUDITED[kind];
    if (stream.startsWith(prefix)) return { kind, id: stream.slice(prefix.length) };
  }
  return undefined;
}

/** One small line for each event, so that it can be found by time, actor, action and correlation. What it says stays in its stream. */
export const trailProjection: Projection<TrailEntry> = {
  name: 'audit_trail',
  collection: trailEntries,
  streams: Object.values(AUDITED),
  keys: ({ metadata }) => [metadata.eventId],
  project(_document, { stream, revision, position, type, metadata }, id) {
    const { actor, occurredAt, recordedAt, commandId, causationId, correlationId } = metadata;
    return {
      id,
      at: `${recordedAt}/${position}`,
      stream,
      revision,
      type,
      actor: actor.id,
      roles: actor.roles,
      occurredAt,
      commandId,
      causationId,
      correlationId,
    };
  },
};
