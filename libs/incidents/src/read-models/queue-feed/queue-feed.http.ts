import { FEED_HEADERS, FeedStream, LiveFeeds, ProblemError, Requires, View } from '@evidesk/platform';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { QueueSight } from '../queue/queue-sight.js';
import { queueProjection } from '../queue/queue.projection.js';
import { LiveQueues, sightOf } from './live-queues.js';
import { queueIdOf } from './queue-id.js';

const PERMISSION = 'ReadQueues';

/** A queue while one looks at it. */
@ApiTags('queues')
@Controller('v1/queues')
export class QueueFeedRoute {
  constructor(
    @Inject(LiveFeeds) private readonly feeds: LiveFeeds,
    @Inject(LiveQueues) private readonly queues: LiveQueues,
    @Inject(QueueSight) private readonly sight: QueueSight,
  ) {}

  /**
   * Server-sent events: `queue` (what is in it), then `entered`, `changed` and `left`; resumed by Last-Event-ID, and ended
   * by `closed` with the reason. Refusals: 404 `queue.not-found`, 429 too many feeds.
   */
  @Get(':queue/events')
  @View(queueProjection.name)
  @Requires(PERMISSION)
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'The id of the last event that came' })
  @ApiProduces('text/event-stream')
  @ApiOperation({ summary: 'A queue as server-sent events: what is in it now, then what enters, changes and leaves' })
  async follow(
    @Param('queue') queue: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const id = queueIdOf(queue);
    if (id === undefined)
      throw new ProblemError('queue.not-found', 'a queue is all, or <dimension>:<value> such as role:l2');
    const feed = this.feeds.open(request, reply, PERMISSION);
    const stream = new FeedStream((reason) => feed.end(reason));
    const groups = this.sight.groupsOf(feed.principal);
    const sight = sightOf(id, groups);
    const leave = await this.queues.join(stream, id, groups, feed.lastEventId);
    feed.onEnd((reason) => {
      leave();
      stream.finish(reason);
    });
    feed.onBeat((principal) => {
      if (sightOf(id, this.sight.groupsOf(principal)) === sight) stream.beat();
      else feed.end('rights-changed');
    });
    await reply.headers(FEED_HEADERS).send(stream);
  }
}
