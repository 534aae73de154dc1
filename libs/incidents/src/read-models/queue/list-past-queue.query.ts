import { type AsOf, TIME_MACHINE, type TimeMachine } from '@evidesk/time-travel';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type ListedQueue, type ListQueue, ListQueueHandler } from './list-queue.query.js';
import { queueProjection } from './queue.projection.js';

/** A queue as it was. @throws DomainError `as-of.too-early`, `as-of.too-late` */
export class ListPastQueue extends Query<ListedQueue> {
  constructor(
    readonly list: ListQueue,
    readonly asOf: AsOf,
  ) {
    super();
  }
}

/** Asks the queue of then what is asked of the queue of now. */
@QueryHandler(ListPastQueue)
export class ListPastQueueHandler implements IQueryHandler<ListPastQueue> {
  constructor(@Inject(TIME_MACHINE) private readonly machine: TimeMachine) {}

  async execute({ list, asOf }: ListPastQueue): Promise<ListedQueue> {
    const { store } = await this.machine.at(asOf, [queueProjection.name]);
    return new ListQueueHandler(store).execute(list);
  }
}
