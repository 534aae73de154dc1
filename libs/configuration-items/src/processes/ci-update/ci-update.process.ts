import type { ChangeEvent } from '@evidesk/changes';
import type { Collection, ProcessManager } from '@evidesk/kernel';
import { ciIdOf } from '../../domain/ci-id.js';
import type { Attributes } from '../../domain/ci.state.js';

/** What a change request is to do to a configuration item. Kept until the request ends. */
export interface PlannedUpdate {
  readonly id: string;
  readonly name: string;
  readonly attributes: Attributes;
}

const plannedUpdates: Collection<PlannedUpdate> = { name: 'ci_update', indexes: [] };
const HEARD: ReadonlySet<string> = new Set<ChangeEvent['type']>([
  'change.requested',
  'change.implemented',
  'change.rejected',
  'change.rolled-back',
  'change.closed',
]);

/**
 * A change request that names a configuration item and what will be other about it is implemented → the item's record is
 * updated, with the change as the cause (S1-34). Rejected or rolled back: nothing.
 */
export const ciUpdate: ProcessManager<PlannedUpdate> = {
  name: 'ci-update',
  streams: ['change-'],
  memory: {
    collection: plannedUpdates,
    key: ({ type, stream }) => (HEARD.has(type) ? stream.slice('change-'.length) : undefined),
    remember(document, stored, id) {
      const event = stored as unknown as ChangeEvent;
      if (event.type === 'change.implemented') return document ?? null;
      if (event.type !== 'change.requested') return null;
      const { affectedCi: name, plannedChanges: attributes } = event.data;
      return name === undefined || attributes === undefined ? null : { id, name, attributes };
    },
  },
  react(stored, memory) {
    const event = stored as unknown as ChangeEvent;
    if (event.type !== 'change.implemented') return [];
    if (memory === undefined) return [{ kind: 'ignore', reason: 'the change names no configuration item to update' }];
    const { id: changeId, name, attributes } = memory;
    const data = { name, attributes: { ...attributes }, changeId, result: event.data.result };
    return [{ kind: 'send', command: 'ApplyPlannedChanges', target: ciIdOf(name), data, key: 'ApplyPlannedChanges' }];
  },
};
