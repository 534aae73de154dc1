import type { Collection, Projection } from '@evidesk/kernel';
import type { ChangeEvent, ChangeRequested } from '../../contract/change-events.js';
import { statusAfter } from '../../domain/change.evolve.js';
import type { ChangeStatus } from '../../domain/change.state.js';

/** A change request as it is now. */
export interface ChangeDocument {
  readonly id: string;
  readonly number: string;
  readonly status: ChangeStatus;
  readonly incidentId?: string;
  readonly description: string;
  readonly riskAssessment: string;
  readonly rollbackPlan: string;
  readonly affectedCi?: string;
  /** What will be other about that item once the change is implemented (S1-34). */
  readonly plannedChanges?: Readonly<Record<string, string | number | boolean>>;
  readonly risk?: string;
  readonly window?: { readonly startsAt: string; readonly endsAt: string };
  /** What was said last: the assessment, the result, the reason … */
  readonly note?: string;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly updatedAt: string;
  readonly revision: number;
}

export const changeDocuments: Collection<ChangeDocument> = {
  name: 'changes',
  indexes: [
    { name: 'requested', fields: ['requestedAt'] },
    { name: 'status', fields: ['status', 'requestedAt'] },
    { name: 'incident', fields: ['incidentId', 'requestedAt'] },
  ],
};

/** Every change request as it is now. */
export const changeRequestsProjection: Projection<ChangeDocument> = {
  name: 'changes',
  version: 2,
  collection: changeDocuments,
  streams: ['change-'],
  keys: (event) => [event.stream.slice('change-'.length)],
  project(document, stored, id) {
    const event = stored as unknown as ChangeEvent;
    const { occurredAt, actor } = stored.metadata;
    const changed = { updatedAt: occurredAt, revision: stored.revision };
    if (event.type === 'change.requested') {
      return document ?? { id, ...requested(event), requestedBy: actor.id, requestedAt: occurredAt, ...changed };
    }
    if (document === undefined) return null;
    return { ...document, ...noted(event), ...changed, status: statusAfter(event, document.status) };
  },
};

const requested = ({ data }: ChangeRequested) => ({ ...data, status: 'requested' as const });

function noted(event: ChangeEvent): Partial<ChangeDocument> {
  switch (event.type) {
    case 'change.assessed':
      return { risk: event.data.risk, note: event.data.assessment };
    case 'change.approved':
      return { note: event.data.note };
    case 'change.scheduled':
      return { window: event.data };
    case 'change.implemented':
      return { note: event.data.result };
    case 'change.rejected':
    case 'change.rolled-back':
      return { note: event.data.reason };
    case 'change.closed':
      return { note: event.data.review };
    default:
      return {};
  }
}
