import { Requires } from '@evidesk/platform';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { exposition, EXPOSITION_TYPE, labelled, METRICS, type Metrics } from '@evidesk/telemetry';
import type { FastifyReply } from 'fastify';
import { RunnerThread } from '../runner-thread.js';

/** How long the runners' thread has to tell its figures. */
const THREAD_MS = 1_000;
/** Whoever asks more often gets the same answer: the stores are not to be worn out by being watched. */
const FRESH_MS = 1_000;

/** Everything that is measured, for Prometheus to fetch. */
@ApiTags('system')
@Controller('metrics')
export class MetricsRoute {
  private known: { readonly text: Promise<string>; readonly at: number } | undefined;

  constructor(
    @Inject(METRICS) private readonly metrics: Metrics,
    @Inject(RunnerThread) private readonly thread: RunnerThread,
  ) {}

  @Get()
  @Requires('ReadMetrics')
  @ApiProduces('text/plain')
  @ApiOperation({ summary: "Metrics in Prometheus' text format, of this process and of its runners" })
  async read(@Res() reply: FastifyReply): Promise<void> {
    const now = performance.now();
    if (this.known === undefined || now - this.known.at > FRESH_MS) this.known = { text: this.collect(), at: now };
    const text = await this.known.text;
    await reply.header('content-type', EXPOSITION_TYPE).header('cache-control', 'no-store').send(text);
  }

  private async collect(): Promise<string> {
    const [own, ofThread = []] = await Promise.all([this.metrics.data(), this.thread.metrics(THREAD_MS)]);
    return exposition([...own, ...labelled(ofThread, 'thread', 'runners')]);
  }
}
