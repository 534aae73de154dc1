import type { Collection, Projection } from '@evidesk/kernel';
import type { CoordinationEvent, CoordinationRaised } from '../../contract/coordination-events.js';
import { coordinationStatusAfter } from '../../domain/coordination.evolve.js';
import type { CoordinationStatus } from '../../domain/coordination.state.js';

/** A problem coordination form 《客户问题协调单》 as it is now. */
export interface CoordinationDocument extends Omit<CoordinationRaised['data'], 'handedTo'> {
  readonly id: string;
  readonly status: CoordinationStatus;
  readonly handedTo: { readonly role: string; readonly engineer?: string };
  readonly informationChange: boolean;
  readonly receiver?: string;
  readonly analysis?: string;
  /** What was handled last; it waits for verification unless `verification` tells of it. */
  readonly handled?: { readonly process: string; readonly result: string };
  readonly verification?: string;
  readonly reply?: string;
  readonly raisedBy: string;
  readonly raisedAt: string;
  readonly resolvedAt?: string;
  readonly updatedAt: string;
  readonly revision: number;
}

export const coordinationDocuments: Collection<CoordinationDocument> = {
  name: 'coordination_forms',
  indexes: [
    { name: 'raised', fields: ['raisedAt'] },
    { name: 'status', fields: ['status', 'raisedAt'] },
    { name: 'incident', fields: ['incidentId', 'raisedAt'] },
    { name: 'role', fields: ['handedTo.role', 'status', 'raisedAt'] },
  ],
};

/** Every coordination form as it is now. */
export const coordinationFormsProjection: Projection<CoordinationDocument> = {
  name: 'coordination_forms',
  collection: coordinationDocuments,
  streams: ['coordination-'],
  keys: (event) => [event.stream.slice('coordination-'.length)],
  project(document, stored, id) {
    const event = stored as unknown as CoordinationEvent;
    const { occurredAt, actor } = stored.metadata;
    const changed = { updatedAt: occurredAt, revision: stored.revision };
    if (event.type === 'coordination.raised') {
      const raised = {
        id,
        status: 'pending' as const,
        informationChange: false,
        raisedBy: actor.id,
        raisedAt: occurredAt,
      };
      return document ?? { ...raised, ...event.data, ...changed };
    }
    if (document === undefined) return null;
    const status = coordinationStatusAfter(event, document.status);
    return { ...document, ...filledIn(event, document, occurredAt), ...changed, status };
  },
};

function filledIn(
  event: CoordinationEvent,
  document: CoordinationDocument,
  occurredAt: string,
): Partial<CoordinationDocument> {
  switch (event.type) {
    case 'coordination.received':
      return { receiver: event.data.receiver };
    case 'coordination.analysed': {
      const { emergencyPlan = document.emergencyPlan, ...analysed } = event.data;
      return { ...analysed, emergencyPlan };
    }
    case 'coordination.information-change-found':
      return { informationChange: true };
    case 'coordination.handled':
      return { handled: event.data, verification: undefined };
    case 'coordination.verification-failed':
      return { handled: undefined, verification: event.data.verification };
    case 'coordination.resolved':
      return { verification: event.data.verification, reply: event.data.reply, resolvedAt: occurredAt };
    default:
      return {};
  }
}
