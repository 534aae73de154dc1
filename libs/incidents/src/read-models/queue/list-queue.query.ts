import type { Position } from '@evidesk/kernel';
import { READ_STORE, type Condition, type Page, type ReadStore } from '@evidesk/read-store';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type QueueItem, queueItems, queueProjection } from './queue.projection.js';

/** Which queue, and which part of it. */
export interface QueueFilter {
  readonly stage?: string;
  readonly tier?: string;
  readonly group?: string;
  readonly engineer?: string;
  /** The to-do list of a role (S2-20). */
  readonly role?: string;
  readonly priority?: string;
  readonly status?: string;
  /** Only what was reported before this instant: what has an age of at least so much. */
  readonly reportedBefore?: string;
  /** Most urgent first, oldest first, or by the next deadline: only what has one, the overdue before the others. */
  readonly sort?: 'priority' | 'age' | 'deadline';
  readonly limit?: number;
  readonly cursor?: string;
}

/** A page of a queue. */
export interface ListedQueue extends Page<QueueItem> {
  /** Everything up to here is in. */
  readonly asOfPosition: Position;
}

export class ListQueue extends Query<ListedQueue> {
  constructor(
    readonly filter: QueueFilter,
    /** Only what lies with one of these groups, or with none; everything when absent. */
    readonly groups?: readonly string[],
  ) {
    super();
  }
}

/** The orders with an index of their own. */
const OF_SORT: Readonly<Record<string, string | undefined>> = { age: 'age', deadline: 'due' };

/** The dimensions with an index of their own, the narrowest first. */
const INDEXED = ['engineer', 'group', 'role', 'stage', 'tier'] as const;

@QueryHandler(ListQueue)
export class ListQueueHandler implements IQueryHandler<ListQueue> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ filter, groups }: ListQueue): Promise<ListedQueue> {
    const { position: asOfPosition } = await this.store.checkpoint(queueProjection.name);
    const { role, sort, limit, cursor, reportedBefore, ...exact } = filter;
    const where: Record<string, Condition> = { open: true };
    for (const [field, value] of Object.entries(exact)) if (value !== undefined) where[field] = value;
    if (groups !== undefined) {
      if (filter.group !== undefined && !groups.includes(filter.group)) return { items: [], asOfPosition };
      where['group'] ??= { in: [...groups, null] };
    }
    if (role !== undefined) where['waitsFor'] = role;
    if (reportedBefore !== undefined) where['reportedAt'] = { lt: reportedBefore };
    // What has no deadline has no place in their order.
    if (sort === 'deadline') where['dueAt'] = { gt: '' };
    const index = OF_SORT[sort ?? 'priority'] ?? INDEXED.find((dimension) => filter[dimension] !== undefined) ?? 'all';
    const page = await this.store.find(queueItems, { where, index, order: 'ascending', limit, cursor });
    return { asOfPosition, ...page };
  }
}
