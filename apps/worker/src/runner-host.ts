import { hostname } from 'node:os';
import { threadId } from 'node:worker_threads';
import { Sealer } from '@evidesk/audit-proof';
import { EVENT_STORE, type EventStore } from '@evidesk/event-store';
import type { Clock } from '@evidesk/kernel';
import { Audience } from '@evidesk/notifications';
import { CLOCK, type Config, CONFIG, type Logger, LOGGER, VIEW_PROGRESS } from '@evidesk/platform';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { type CommandSender, type Runners, startRunners, type ViewProgress } from '@evidesk/runtime';
import { CheckpointKeeper } from '@evidesk/time-travel';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { AudienceFirst } from './audience-first.js';
import { COMMAND_SENDER } from './command-sender.js';
import { PROCESSES, PROJECTIONS, TRAVELLING } from './read-models.js';
import { runtimeLogger } from './runtime-logger.js';

/** The runners of this process, or of this thread: projections, process managers, sealer and checkpoints, under leases. */
@Injectable()
export class RunnerHost implements BeforeApplicationShutdown {
  private runners: Runners | undefined;
  private sealer: Sealer | undefined;
  private checkpoints: CheckpointKeeper | undefined;

  constructor(
    @Inject(EVENT_STORE) private readonly eventStore: EventStore,
    @Inject(READ_STORE) private readonly readStore: ReadStore,
    @Inject(VIEW_PROGRESS) private readonly progress: ViewProgress,
    @Inject(COMMAND_SENDER) private readonly sender: CommandSender,
    @Inject(Audience) private readonly audience: Audience,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async start(): Promise<void> {
    const { eventStore, readStore, clock, config, progress } = this;
    const context = {
      sender: new AudienceFirst(this.sender, this.audience),
      eventStore,
      readStore,
      clock,
      owner: `${hostname()}:${process.pid}:${threadId}`,
      leaseMs: config.leaseMs,
      logger: runtimeLogger(this.logger),
    };
    this.runners = await startRunners({ projections: PROJECTIONS, processes: PROCESSES, progress, ...context });
    this.checkpoints = new CheckpointKeeper({ ...context, views: TRAVELLING });
    this.checkpoints.start();
    if (!config.seal) return;
    this.sealer = new Sealer({ maxEvents: config.sealEvents, maxWaitMs: config.sealSeconds * 1_000, ...context });
    this.sealer.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.runners?.stop();
    await this.sealer?.stop();
    await this.checkpoints?.stop();
  }
}
