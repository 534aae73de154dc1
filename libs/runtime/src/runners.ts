import type { ProcessManager, Projection, Upcast } from '@evidesk/kernel';
import type { CommandSender } from './command-sender.js';
import { patiently, pause } from './patience.js';
import { processRunner } from './process-runner.js';
import { projectionRunner } from './projection-runner.js';
import type { ReplayResult } from './replay-parked.js';
import type { Runner, RunnerContext } from './runner.js';
import {
  type ReplayRequest,
  RUNNER_REQUESTS,
  RUNNERS_VIEW,
  type RunnerStatus,
  writeToRunnersView,
} from './runner-status.js';
import { describeError } from './runtime-logger.js';
import { StatusBoard } from './status-board.js';
import { DEFAULT_TUNING, type Tuning } from './tuning.js';
import type { ViewProgress } from './view-progress.js';

const DEFAULT_LEASE_MS = 10_000;

export interface StartRunnersOptions extends Omit<RunnerContext, 'leaseMs' | 'tuning' | 'onProgress'> {
  readonly projections: readonly Projection[];
  readonly processes?: readonly ProcessManager[];
  /** Needed when there are processes. */
  readonly sender?: CommandSender;
  /** Of all contexts. */
  readonly upcast?: Upcast;
  /** Default: 10,000. */
  readonly leaseMs?: number;
  readonly tuning?: Partial<Tuning>;
  /** Told how far the views have got, so that who waits in this process need not ask the read store. */
  readonly progress?: ViewProgress;
}

/** The runners of one process. */
export interface Runners {
  /** Finishes and commits what is in hand, and gives the leases back. */
  stop(): Promise<void>;
  status(): readonly RunnerStatus[];
  /**
   * Tries parked events of a runner again, of one stream or of all.
   * @throws Interrupted when this process does not hold the runner: `requestReplay` reaches it wherever it is
   */
  replayParked(runner: string, stream?: string): Promise<ReplayResult>;
}

/**
 * Defines the views and starts a runner for each projection and process manager. Any number of processes may do so:
 * each runner works in one of them.
 * @throws Error when there are processes and no sender, or two runners of one name
 */
export async function startRunners(options: StartRunnersOptions): Promise<Runners> {
  const { projections, processes = [], sender, progress, upcast } = options;
  const context = {
    ...options,
    leaseMs: options.leaseMs ?? DEFAULT_LEASE_MS,
    tuning: { ...DEFAULT_TUNING, ...options.tuning },
    ...(progress && { onProgress: progress.notify.bind(progress) }),
    ...(upcast && { upcast }),
  };
  const runners = projections.map((projection) => projectionRunner(projection, context));
  for (const process of processes) {
    if (sender === undefined) throw new Error(`the process ${process.name} needs a command sender`);
    runners.push(processRunner(process, { ...context, sender }));
  }
  const hosted = new HostedRunners(runners, context);
  await hosted.start();
  return hosted;
}

class HostedRunners implements Runners {
  private readonly stopping = new AbortController();
  private readonly byName: ReadonlyMap<string, Runner>;
  private readonly board: StatusBoard;
  private readonly serving = new Map<string, Promise<void>>();
  private observing: Promise<void> = Promise.resolve();

  constructor(
    private readonly runners: readonly Runner[],
    private readonly context: RunnerContext,
  ) {
    this.byName = new Map(runners.map((runner) => [runner.definition.name, runner]));
    if (this.byName.size !== runners.length) throw new Error('two runners have the same name');
    this.board = new StatusBoard(context);
  }

  async start(): Promise<void> {
    const { readStore, logger, tuning } = this.context;
    const views = [...this.runners.map(({ definition }) => definition.view), RUNNERS_VIEW];
    await patiently(() => readStore.define(views), {
      signal: this.stopping.signal,
      maxDelayMs: tuning.maxRetryMs,
      onWait: (error) => logger.warn('the runners wait for a store', { error: describeError(error) }),
      onResume: () => undefined,
    });
    for (const runner of this.runners) runner.start();
    this.observing = this.observe();
  }

  async stop(): Promise<void> {
    const held = this.runners.filter((runner) => runner.held);
    this.stopping.abort();
    await this.observing;
    await Promise.all(this.runners.map((runner) => runner.stop()));
    await Promise.all(this.serving.values());
    await this.guarded('the status could not be written', () => this.board.publish(held));
  }

  status(): readonly RunnerStatus[] {
    return this.runners.map((runner) => runner.status());
  }

  async replayParked(name: string, stream?: string): Promise<ReplayResult> {
    const runner = this.byName.get(name);
    if (runner === undefined) throw new Error(`no runner ${name}`);
    return runner.replayParked(stream);
  }

  private async observe(): Promise<void> {
    const { eventStore, readStore, tuning } = this.context;
    while (!this.stopping.signal.aborted) {
      await this.guarded('the runners could not be looked after', async () => {
        const held = this.runners.filter((runner) => runner.held);
        const [head, active] = await Promise.all([
          eventStore.head(),
          readStore.activeGenerations(held.map(({ definition }) => definition.view.name)),
        ]);
        for (const runner of this.runners) runner.observe(head, active.get(runner.definition.view.name));
        await this.board.publish(held);
        if (held.length > 0) await this.serveRequests();
      });
      await pause(tuning.statusMs, this.stopping.signal);
    }
  }

  private async serveRequests(): Promise<void> {
    const { items } = await this.context.readStore.find(RUNNER_REQUESTS, { index: 'requestedAt', limit: 1_000 });
    for (const request of items) {
      const runner = this.byName.get(request.runner);
      if (runner?.held !== true || this.serving.has(request.id)) continue;
      const served = this.guarded('a replay of parked events did not end', () => this.serve(runner, request));
      this.serving.set(
        request.id,
        served.finally(() => this.serving.delete(request.id)),
      );
    }
  }

  private async serve(runner: Runner, { id, stream }: ReplayRequest): Promise<void> {
    await runner.replayParked(stream ?? undefined);
    await writeToRunnersView(this.context.readStore, [{ kind: 'delete', collection: RUNNER_REQUESTS.name, id }]);
  }

  private async guarded(message: string, task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.context.logger.warn(message, { error: describeError(error) });
    }
  }
}
