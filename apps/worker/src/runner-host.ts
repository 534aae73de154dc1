import { hostname } from 'node:os';
import { EVENT_STORE, type EventStore } from '@evidesk/event-store';
import type { Clock } from '@evidesk/kernel';
import { CLOCK, type Config, CONFIG, type Logger, LOGGER, VIEW_PROGRESS } from '@evidesk/platform';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { type Runners, startRunners, type ViewProgress } from '@evidesk/runtime';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { BusCommandSender } from './command-sender.js';
import { PROCESSES, PROJECTIONS } from './read-models.js';
import { runtimeLogger } from './runtime-logger.js';

/** Which runners a process hosts. */
export type RunnerChoice = 'all' | 'projections' | 'processes';

/** The runners of this process: projections and process managers under leases. */
@Injectable()
export class RunnerHost implements BeforeApplicationShutdown {
  private runners: Runners | undefined;

  constructor(
    @Inject(EVENT_STORE) private readonly eventStore: EventStore,
    @Inject(READ_STORE) private readonly readStore: ReadStore,
    @Inject(VIEW_PROGRESS) private readonly progress: ViewProgress,
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async start(choice: RunnerChoice): Promise<void> {
    const { eventStore, readStore, clock, config, progress } = this;
    this.runners = await startRunners({
      projections: choice === 'processes' ? [] : PROJECTIONS,
      processes: choice === 'projections' ? [] : PROCESSES,
      sender: new BusCommandSender(this.bus, config.profile),
      eventStore,
      readStore,
      clock,
      progress,
      owner: `${hostname()}:${process.pid}:${choice}`,
      leaseMs: config.leaseMs,
      logger: runtimeLogger(this.logger),
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.runners?.stop();
  }
}
