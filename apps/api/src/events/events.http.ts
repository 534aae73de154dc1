import { Readable } from 'node:stream';
import { EVENT_STORE, type EventStore } from '@evidesk/event-store';
import { START } from '@evidesk/kernel';
import { Discloses, OptionalText, ProblemError, Requires } from '@evidesk/platform';
import { type BeforeApplicationShutdown, Controller, Get, Headers, Inject, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { eventStream } from './event-stream.js';

const BATCH = 100;
const MOST_LISTENERS = 100;
const POSITION = /^[\x21-\x7E]{1,128}$/;

export class EventParameters {
  @OptionalText({ max: 128, doc: 'From behind this position on; by default from the first event' }) after?: string;
  @OptionalText({ max: 200, doc: 'Only streams whose name begins so, e.g. `incident-`' }) streams?: string;
}

/** Everything that happens, in its global order, as it is stored: for auditors and for systems that follow the desk. */
@ApiTags('events')
@Controller('v1/events')
export class EventsRoute implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private listeners = 0;

  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  @Get()
  @Requires('ReadEvents')
  @Discloses('events')
  @ApiProduces('text/event-stream')
  @ApiOperation({ summary: 'History, then what comes: CloudEvents as server-sent events, resumed by Last-Event-ID' })
  async follow(
    @Query() { after, streams }: EventParameters,
    @Headers('last-event-id') last: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (last !== undefined && !POSITION.test(last))
      throw new ProblemError('request.bad-header', 'Last-Event-ID must be the id of an event, as it came');
    if (this.listeners >= MOST_LISTENERS)
      throw new ProblemError('request.too-many', `at most ${MOST_LISTENERS} may listen`, {
        headers: { 'retry-after': '60' },
      });
    const gone = new AbortController();
    const signal = AbortSignal.any([gone.signal, this.stopping.signal]);
    const filter = streams === undefined ? {} : { filter: { streamPrefixes: [streams] } };
    const batches = this.store.subscribe({ after: last ?? after ?? START, ...filter, signal, batchSize: BATCH });
    const stream = Readable.from(eventStream(batches), { objectMode: false, highWaterMark: 16_384 });
    this.listeners += 1;
    stream.once('close', () => (this.listeners -= 1));
    // The subscription ends, and with it the stream and its answer.
    reply.raw.once('close', () => gone.abort());
    await reply
      .header('connection', 'close')
      .header('content-type', 'text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .send(stream);
  }

  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }
}
