import { Readable } from 'node:stream';
import { EVENT_STORE, type EventStore } from '@evidesk/event-store';
import { START } from '@evidesk/kernel';
import { Discloses, FEED_HEADERS, LiveFeeds, OptionalText, ProblemError, Requires } from '@evidesk/platform';
import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { eventStream } from './event-stream.js';

/** Few, since each listener that does not read holds so many in memory. */
const BATCH = 25;
const MOST_LISTENERS = 100;
const PERMISSION = 'ReadEvents';

export class EventParameters {
  @OptionalText({ max: 128, doc: 'From behind this position on; by default from the first event' }) after?: string;
  @OptionalText({ max: 200, doc: 'Only streams whose name begins so, e.g. `incident-`' }) streams?: string;
}

/** Everything that happens, in its global order, as it is stored: for auditors and for systems that follow the desk. */
@ApiTags('events')
@Controller('v1/events')
export class EventsRoute {
  private listeners = 0;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(LiveFeeds) private readonly feeds: LiveFeeds,
  ) {}

  @Get()
  @Requires(PERMISSION)
  @Discloses('events')
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'The id of the last event that came' })
  @ApiProduces('text/event-stream')
  @ApiOperation({ summary: 'History, then what comes: CloudEvents as server-sent events, resumed by Last-Event-ID' })
  async follow(
    @Query() { after, streams }: EventParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (this.listeners >= MOST_LISTENERS)
      throw new ProblemError('request.too-many', `at most ${MOST_LISTENERS} may listen`, {
        headers: { 'retry-after': '60' },
      });
    // The subscription ends with the feed, and with it the stream and its answer.
    const { lastEventId, signal } = this.feeds.open(request, reply, PERMISSION);
    const filter = streams === undefined ? {} : { filter: { streamPrefixes: [streams] } };
    const from = lastEventId ?? after ?? START;
    const batches = this.store.subscribe({ after: from, ...filter, ...{ signal, batchSize: BATCH } });
    const stream = Readable.from(eventStream(batches), { objectMode: false, highWaterMark: 16_384 });
    this.listeners += 1;
    stream.once('close', () => (this.listeners -= 1));
    await reply.headers(FEED_HEADERS).send(stream);
  }
}
