import type { Collection, Projection } from '@evidesk/kernel';
import type { ProblemEvent, ProblemOpened, ProblemProposed } from '../../contract/problem-events.js';
import { problemStatusAfter } from '../../domain/problem.evolve.js';
import type { ProblemStatus } from '../../domain/problem.state.js';

/** A problem as it is now. */
export interface ProblemDocument {
  readonly id: string;
  readonly number: string;
  readonly status: ProblemStatus;
  readonly origin: string;
  readonly title: string;
  readonly description?: string;
  readonly incidents: readonly string[];
  /** The units that report it, and how many made it a system bug (S1-79). */
  readonly units?: readonly string[];
  readonly needed?: number;
  readonly symptomId?: string;
  readonly coordinationId?: string;
  readonly rootCause?: string;
  readonly workaround?: string;
  /** True from when people know how to live with it. */
  readonly knownError: boolean;
  readonly solution?: string;
  readonly changeId?: string;
  /** What was said last: the note, the reason, the review. */
  readonly note?: string;
  readonly openedBy: string;
  readonly openedAt: string;
  readonly updatedAt: string;
  readonly revision: number;
}

export const problemDocuments: Collection<ProblemDocument> = {
  name: 'problems',
  indexes: [
    { name: 'opened', fields: ['openedAt'] },
    { name: 'status', fields: ['status', 'openedAt'] },
    { name: 'incident', fields: ['incidents', 'openedAt'] },
    { name: 'known', fields: ['knownError', 'openedAt'] },
    { name: 'symptom', fields: ['symptomId', 'openedAt'] },
  ],
};

/** Every problem as it is now. */
export const problemsProjection: Projection<ProblemDocument> = {
  name: 'problems',
  collection: problemDocuments,
  streams: ['problem-'],
  keys: (event) => [event.stream.slice('problem-'.length)],
  project(document, stored, id) {
    const event = stored as unknown as ProblemEvent;
    const { occurredAt, actor } = stored.metadata;
    const changed = { updatedAt: occurredAt, revision: stored.revision };
    if (event.type === 'problem.proposed' || event.type === 'problem.opened')
      return document ?? { id, ...begun(event), openedBy: actor.id, openedAt: occurredAt, ...changed };
    if (document === undefined) return null;
    return { ...document, ...said(event, document), ...changed, status: problemStatusAfter(event, document.status) };
  },
};

const begun = (event: ProblemProposed | ProblemOpened) => ({
  ...event.data,
  status: event.type === 'problem.proposed' ? ('candidate' as const) : ('accepted' as const),
  knownError: false,
});

function said(event: ProblemEvent, { incidents, units }: ProblemDocument): Partial<ProblemDocument> {
  switch (event.type) {
    case 'problem.accepted':
      return { note: event.data.note };
    case 'problem.dismissed':
      return { note: event.data.reason };
    case 'problem.incident-added': {
      const { incidentId, unit } = event.data;
      const isNew = unit !== undefined && units?.includes(unit) === false;
      return { incidents: [...incidents, incidentId], units: isNew ? [...units, unit] : units };
    }
    case 'problem.root-cause-recorded':
      return { rootCause: event.data.rootCause };
    case 'problem.known-error-recorded':
      return { workaround: event.data.workaround, knownError: true };
    case 'problem.resolved':
      return { solution: event.data.solution, changeId: event.data.changeId, knownError: false };
    case 'problem.closed':
      return { note: event.data.review };
    default:
      return {};
  }
}
