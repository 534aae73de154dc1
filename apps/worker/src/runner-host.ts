import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { threadId } from 'node:worker_threads';
import { Sealer } from '@evidesk/audit-proof';
import type { BlobStore } from '@evidesk/blob-store';
import { EVENT_STORE, type EventStore, STORED_EVENTS } from '@evidesk/event-store';
import type { Clock } from '@evidesk/kernel';
import { Audience } from '@evidesk/notifications';
import { CLOCK, type Config, CONFIG, type Logger, LOGGER, VIEW_PROGRESS } from '@evidesk/platform';
import { KEY_STORE, type KeyStore } from '@evidesk/privacy';
import { ProfileRegistry } from '@evidesk/profiles';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { type CommandSender, type Runners, startRunners, type ViewProgress } from '@evidesk/runtime';
import { METRICS, type Metrics, TRACING, TracedCommandSender, type Tracing } from '@evidesk/telemetry';
import { CheckpointKeeper } from '@evidesk/time-travel';
import { type BeforeApplicationShutdown, Inject, Injectable, Optional } from '@nestjs/common';
import { AudienceFirst } from './audience-first.js';
import { COMMAND_SENDER } from './command-sender.js';
import { Eraser } from './erasure/eraser.js';
import { Retention } from './erasure/retention.js';
import { batchObserver } from './observers.js';
import { PROCESSES, PROJECTIONS, TRAVELLING } from './read-models.js';
import { runtimeLogger } from './runtime-logger.js';
import { openBlobStore } from './stores.js';

/** The runners of this process, or of this thread: projections, process managers, sealer, checkpoints, eraser, under leases. */
@Injectable()
export class RunnerHost implements BeforeApplicationShutdown {
  private runners: Runners | undefined;
  private sealer: Sealer | undefined;
  private checkpoints: CheckpointKeeper | undefined;
  private eraser: Eraser | undefined;
  private retention: Retention | undefined;
  private blobs: BlobStore | undefined;

  constructor(
    @Inject(EVENT_STORE) private readonly eventStore: EventStore,
    @Inject(STORED_EVENTS) private readonly storedEvents: EventStore,
    @Inject(READ_STORE) private readonly readStore: ReadStore,
    @Inject(KEY_STORE) private readonly keys: KeyStore,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
    @Inject(VIEW_PROGRESS) private readonly progress: ViewProgress,
    @Inject(COMMAND_SENDER) private readonly sender: CommandSender,
    @Inject(Audience) private readonly audience: Audience,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly metrics: Metrics,
    @Optional() @Inject(TRACING) private readonly tracing?: Tracing,
  ) {}

  async start(): Promise<void> {
    const { eventStore, readStore, clock, config, progress, tracing } = this;
    const sender = tracing === undefined ? this.sender : new TracedCommandSender(tracing, this.sender);
    const context = {
      sender: new AudienceFirst(sender, this.audience),
      eventStore,
      readStore,
      clock,
      // Containers share host names and process ids.
      owner: `${hostname()}:${process.pid}:${threadId}:${randomUUID().slice(0, 8)}`,
      leaseMs: config.leaseMs,
      logger: runtimeLogger(this.logger),
    };
    const observed = { progress, batchObserver: batchObserver(this.metrics, tracing) };
    this.runners = await startRunners({ projections: PROJECTIONS, processes: PROCESSES, ...observed, ...context });
    this.checkpoints = new CheckpointKeeper({ ...context, views: TRAVELLING });
    this.checkpoints.start();
    const { keys } = this;
    this.blobs = await openBlobStore(config);
    this.eraser = new Eraser({ ...context, keys, blobs: this.blobs });
    this.eraser.start();
    const rules = () => this.profiles.inForce(config.profile).definition.retention ?? [];
    this.retention = new Retention({ ...context, rules });
    this.retention.start();
    if (!config.seal) return;
    this.sealer = new Sealer({
      ...context,
      eventStore: this.storedEvents,
      maxEvents: config.sealEvents,
      maxWaitMs: config.sealSeconds * 1_000,
    });
    this.sealer.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.runners?.stop();
    await this.sealer?.stop();
    await this.checkpoints?.stop();
    await this.retention?.stop();
    await this.eraser?.stop();
    await this.blobs?.close();
  }
}
