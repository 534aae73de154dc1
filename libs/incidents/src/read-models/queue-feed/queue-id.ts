import type { QueueItem } from '../queue/queue.projection.js';

/** The dimensions by which there are queues. */
const DIMENSIONS = ['stage', 'tier', 'group', 'engineer', 'role', 'priority', 'status'] as const;
type Dimension = (typeof DIMENSIONS)[number];

/** One queue: everything, or what has one value in one dimension. */
export type QueueId = { readonly dimension: Dimension; readonly value: string } | 'all';

const LONGEST_VALUE = 200;

/** `all`, `role:l2`, `group:network` … as in a path. `undefined` for anything else. */
export function queueIdOf(text: string): QueueId | undefined {
  if (text === 'all') return 'all';
  const at = text.indexOf(':');
  const dimension = DIMENSIONS.find((name) => name === text.slice(0, Math.max(at, 0)));
  const value = text.slice(at + 1);
  if (dimension === undefined || value === '' || value.length > LONGEST_VALUE) return undefined;
  return { dimension, value };
}

/** Whether an item stands in a queue as those see it who are kept to these groups (`undefined`: to none). */
export function stands(item: QueueItem, queue: QueueId, groups: readonly string[] | undefined): boolean {
  if (!item.open) return false;
  if (groups !== undefined && item.group !== undefined && !groups.includes(item.group)) return false;
  if (queue === 'all') return true;
  const { dimension, value } = queue;
  return dimension === 'role' ? item.waitsFor.includes(value) : item[dimension] === value;
}
