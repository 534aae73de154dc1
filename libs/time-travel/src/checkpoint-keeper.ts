import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '@evidesk/event-store';
import { type Instant, type Position, type RecordedEvent, START } from '@evidesk/kernel';
import type { ReadStore } from '@evidesk/read-store';
import { type HeldLease, LeasedWork, type RuntimeLogger } from '@evidesk/runtime';
import { type CheckpointHeader, CheckpointStore } from './checkpoint-store.js';
import { generationsOf, sameGenerations, streamsOf } from './travelling.js';
import { type Kept, type TravellingView, ViewFold } from './view-fold.js';

/** A past is at most so many events away from a checkpoint … */
export const CHECKPOINT_EVENTS = 50_000;
/** … or three times as many events as documents are kept, so that checkpoints never outgrow the events. */
const EVENTS_A_DOCUMENT = 3;
/** How often it is looked whether a checkpoint is due (milliseconds). */
const LOOK_MS = 60_000;
/** The earliest and the latest instant, as far as instants compare. */
const [EARLIEST, LATEST] = ['', '\u{10ffff}'];

export interface CheckpointKeeperOptions {
  readonly eventStore: EventStore;
  readonly readStore: ReadStore;
  readonly views: readonly TravellingView[];
  readonly logger: RuntimeLogger;
  /** Unique to the process. */
  readonly owner: string;
  readonly leaseMs: number;
  /** Default: 50,000. */
  readonly everyEvents?: number;
  /** Default: a minute. */
  readonly lookMs?: number;
}

/** Writes checkpoints behind the views' backs, for as long as this process holds the lease. Views and commands pay nothing. */
export class CheckpointKeeper {
  private readonly checkpoints: CheckpointStore;
  private readonly work: LeasedWork;
  /** Events behind the newest checkpoint that were counted, and up to where. */
  private counted = { behind: START, position: START, events: 0 };

  constructor(private readonly options: CheckpointKeeperOptions) {
    const { readStore, owner, leaseMs, logger } = options;
    this.checkpoints = new CheckpointStore(readStore);
    this.work = new LeasedWork({
      readStore,
      name: 'checkpoints',
      owner,
      ttlMs: leaseMs,
      logger,
      session: (lease, ending) => this.session(lease, ending),
      afterFailure: (error) => {
        logger.warn('checkpoints could not be written', { error: String(error) });
        return this.lookMs;
      },
    });
  }

  start(): void {
    this.work.start();
  }

  /** Leaves a checkpoint that is not whole unwritten; whoever is next writes it. */
  stop(): Promise<void> {
    return this.work.stop();
  }

  /**
   * Writes the checkpoints that are due; answers how many. Begins anew when a view was rebuilt.
   * @param signal gives up between two events
   * @throws StoreUnavailable, FencedOut
   */
  async advance(fence: number, signal: AbortSignal = this.work.signal): Promise<number> {
    const { readStore, views } = this.options;
    const generations = await generationsOf(readStore, views);
    let from = await this.checkpoints.newest();
    if (from !== undefined && !sameGenerations(from.generations, generations)) {
      await this.checkpoints.wipe(fence);
      from = undefined;
    }
    if (!(await this.isDue(from, signal))) return 0;
    return this.write(from, generations, fence, signal);
  }

  private async session({ fence }: HeldLease, ending: AbortSignal): Promise<void> {
    while (!ending.aborted) {
      await this.advance(fence, ending);
      await sleep(this.lookMs, undefined, { signal: ending, ref: false }).catch(() => undefined);
    }
  }

  /** Counts what has come since the newest checkpoint, each event once. */
  private async isDue(from: CheckpointHeader | undefined, signal: AbortSignal): Promise<boolean> {
    const behind = from?.position ?? START;
    if (this.counted.behind !== behind) this.counted = { behind, position: behind, events: 0 };
    const { counted } = this;
    for await (const { position } of this.read(counted.position)) {
      counted.events += 1;
      counted.position = position;
      if (counted.events >= this.every || signal.aborted) break;
    }
    return counted.events >= this.every;
  }

  private async write(
    from: CheckpointHeader | undefined,
    generations: CheckpointHeader['generations'],
    fence: number,
    signal: AbortSignal,
  ): Promise<number> {
    const { eventStore, views, logger } = this.options;
    const folds = views.map((view) => new ViewFold(view, eventStore));
    if (from !== undefined)
      for (const fold of folds) fold.load(await this.checkpoints.load(from, fold.view.projection.name));
    let { recordedAt = EARLIEST, occurredAt = EARLIEST } = from ?? {};
    let earliest: Instant = LATEST;
    let events = 0;
    let written = 0;
    for await (const event of this.read(from?.position ?? START)) {
      if (signal.aborted) break;
      for (const fold of folds) await fold.take(event);
      const { metadata } = event;
      if (metadata.recordedAt > recordedAt) recordedAt = metadata.recordedAt;
      if (metadata.occurredAt > occurredAt) occurredAt = metadata.occurredAt;
      if (metadata.occurredAt < earliest) earliest = metadata.occurredAt;
      events += 1;
      const documents = folds.reduce((sum, { size }) => sum + size, 0);
      if (events < this.every || events < EVENTS_A_DOCUMENT * documents) continue;
      const kept = new Map<string, Kept>();
      for (const fold of folds) kept.set(fold.view.projection.name, await fold.kept());
      const { position } = event;
      await this.checkpoints.save({ position, recordedAt, occurredAt, earliest, generations }, kept, fence);
      logger.info('a checkpoint of the views was written', { position, documents });
      written += 1;
      events = 0;
      earliest = LATEST;
    }
    return written;
  }

  private read(after: Position): AsyncIterable<RecordedEvent> {
    const { eventStore, views } = this.options;
    return eventStore.readAll({ after, filter: { streamPrefixes: streamsOf(views) } });
  }

  private get every(): number {
    return this.options.everyEvents ?? CHECKPOINT_EVENTS;
  }

  private get lookMs(): number {
    return this.options.lookMs ?? LOOK_MS;
  }
}
