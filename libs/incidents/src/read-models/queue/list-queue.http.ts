import {
  AsOfParameters,
  CurrentPrincipal,
  OptionalChoice,
  OptionalInstant,
  OptionalName,
  OptionalText,
  OptionalWhole,
  type Principal,
  Requires,
  toInstant,
  View,
} from '@evidesk/platform';
import { readAsOf } from '@evidesk/time-travel';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ListPastQueue } from './list-past-queue.query.js';
import { type ListedQueue, ListQueue, type QueueFilter } from './list-queue.query.js';
import { QueueSight } from './queue-sight.js';
import { queueProjection } from './queue.projection.js';

export class QueueParameters extends AsOfParameters implements QueueFilter {
  @OptionalName({ doc: 'A stage of the process profile' }) stage?: string;
  @OptionalName({ doc: 'A tier of the process profile' }) tier?: string;
  @OptionalText({ max: 200 }) group?: string;
  @OptionalText({ max: 200 }) engineer?: string;
  @OptionalName({ doc: 'What this role is to do next (S2-20)' }) role?: string;
  @OptionalName() priority?: string;
  @OptionalChoice(['new', 'in_progress', 'pending', 'resolved']) status?: string;
  @OptionalInstant({ doc: 'Only what was reported before' }) reportedBefore?: string;
  @OptionalChoice(['priority', 'age', 'deadline'], {
    doc: 'Most urgent first (default), oldest first, or by the next deadline (only what has one)',
  })
  sort?: 'priority' | 'age' | 'deadline';
  @OptionalWhole({ min: 1, max: 200 }) limit?: number;
  @OptionalText({ max: 2_000 }) cursor?: string;
}

@ApiTags('queues')
@Controller('v1/queues')
export class ListQueueRoute {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(QueueSight) private readonly sight: QueueSight,
  ) {}

  @Get()
  @View(queueProjection.name)
  @Requires('ReadQueues')
  @ApiOperation({ summary: 'Open incidents by stage, tier, group, engineer, role, priority or age' })
  handle(@Query() parameters: QueueParameters, @CurrentPrincipal() principal: Principal): Promise<ListedQueue> {
    const { asOf, by, ...filter } = parameters;
    const list = new ListQueue(filter, this.sight.groupsOf(principal));
    if (asOf === undefined) return this.queries.execute(list);
    return this.queries.execute(new ListPastQueue(list, readAsOf(asOf, by ?? 'recorded', toInstant)));
  }
}
