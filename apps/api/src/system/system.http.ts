import { type Clock, DomainError } from '@evidesk/kernel';
import {
  CLOCK,
  FEED_HEADERS,
  FeedStream,
  frameOf,
  LiveFeeds,
  OptionalFlag,
  OptionalText,
  Requires,
} from '@evidesk/platform';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import {
  deadlineCollection,
  parked,
  type ParkedEvent,
  requestReplay,
  type RunnerDocument,
  RUNNERS,
  type ScheduledDeadlines,
} from '@evidesk/runtime';
import { PROCESSES, PROJECTIONS } from '@evidesk/worker';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { distinctUntilChanged, exhaustMap, map, timer } from 'rxjs';

const RUNNER_NAMES: ReadonlySet<string> = new Set([...PROJECTIONS, ...PROCESSES].map(({ name }) => name));
const PROCESS_NAMES: ReadonlySet<string> = new Set(PROCESSES.map(({ name }) => name));
const MOST_PARKED = 1_000;
const MOST_DEADLINES = 1_000;
const WATCH_MS = 1_000;
const PERMISSION = 'OperateSystem';

export class ParkedParameters {
  @OptionalText({ max: 200, doc: 'Of this stream only' }) stream?: string;
}

export class DeadlineParameters {
  @OptionalFlag({ doc: 'Only those whose command was refused at the last try' }) failing?: boolean;
}

@ApiTags('system')
@Controller('v1/system')
@Requires(PERMISSION)
export class SystemRoute {
  constructor(
    @Inject(READ_STORE) private readonly store: ReadStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LiveFeeds) private readonly feeds: LiveFeeds,
  ) {}

  @Get('runners')
  @ApiOperation({
    summary: 'Every projection and process manager: where it runs, how far it has got, what it has parked',
  })
  async runners(): Promise<{ readonly items: readonly RunnerDocument[] }> {
    const { items } = await this.store.find(RUNNERS, { limit: 1_000 });
    return { items };
  }

  @Get('runners/events')
  @ApiProduces('text/event-stream')
  @ApiOperation({ summary: 'The same as server-sent events: at once, and whenever something has changed' })
  async watchRunners(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const feed = this.feeds.open(request, reply, PERMISSION);
    const stream = new FeedStream((reason) => feed.end(reason));
    const watching = timer(0, WATCH_MS)
      .pipe(
        exhaustMap(() => this.runners()),
        map((runners) => frameOf('runners', runners)),
        distinctUntilChanged(),
      )
      .subscribe({ next: (frame) => stream.offer(frame), error: () => feed.end('interrupted') });
    feed.onEnd((reason) => {
      watching.unsubscribe();
      stream.finish(reason);
    });
    feed.onBeat(() => stream.beat());
    await reply.headers(FEED_HEADERS).send(stream);
  }

  @Get('runners/:runner/parked')
  @ApiOperation({ summary: 'Events that a runner could not take in, the first thousand, and why' })
  async parked(
    @Param('runner') runner: string,
    @Query() { stream }: ParkedParameters,
  ): Promise<{ readonly items: readonly ParkedEvent[] }> {
    mustExist(runner);
    const items: ParkedEvent[] = [];
    for await (const event of parked(this.store, runner, stream)) {
      items.push(event);
      if (items.length === MOST_PARKED) break;
    }
    return { items };
  }

  @Get('runners/:runner/deadlines')
  @ApiOperation({ summary: 'What a process manager has scheduled, the first thousand, soonest first' })
  async deadlines(
    @Param('runner') runner: string,
    @Query() { failing }: DeadlineParameters,
  ): Promise<{ readonly items: readonly ScheduledDeadlines[] }> {
    if (!PROCESS_NAMES.has(runner))
      throw new DomainError('not-found', 'runner.not-found', `there is no process manager ${runner}`);
    const which =
      failing === true ? { index: 'attempts', where: { attempts: { gt: 0 } } } : ({ index: 'due' } as const);
    const { items } = await this.store.find(deadlineCollection(runner), { ...which, limit: MOST_DEADLINES });
    return { items };
  }

  @Post('runners/:runner/replays')
  @HttpCode(202)
  @ApiOperation({ summary: 'Try the parked events of a runner again, wherever it runs; done within seconds' })
  async replay(
    @Param('runner') runner: string,
    @Body() { stream }: ParkedParameters,
  ): Promise<{ readonly runner: string }> {
    mustExist(runner);
    await requestReplay(this.store, this.clock, runner, stream);
    return { runner };
  }
}

function mustExist(runner: string): void {
  if (!RUNNER_NAMES.has(runner)) throw new DomainError('not-found', 'runner.not-found', `there is no runner ${runner}`);
}
