import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { StoreDamaged } from '@evidesk/event-store';
import { type Logger, LOGGER } from '@evidesk/platform';
import type { CommandSender } from '@evidesk/runtime';
import type { MetricData } from '@evidesk/telemetry';
import { COMMAND_SENDER, serveCommands, ThreadMetrics } from '@evidesk/worker';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';

const RESTART_MS = 1_000;

/**
 * Projections and process managers in a thread beside the server, so that they take nothing from answering. Only the
 * server's own thread writes events: commands of process managers come back to it.
 */
@Injectable()
export class RunnerThread implements BeforeApplicationShutdown {
  private worker: Worker | undefined;
  private measured: ThreadMetrics | undefined;
  private started = false;
  private stopping = false;

  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(COMMAND_SENDER) private readonly sender: CommandSender,
  ) {}

  /** Starts the worker's program as a thread, with this process's environment; again whenever it dies. */
  async start(): Promise<void> {
    if (this.stopping) return;
    this.started = false;
    const worker = new Worker(new URL(import.meta.resolve('@evidesk/worker/main')));
    this.worker = worker;
    serveCommands(worker, this.sender);
    const started = new Promise<void>((resolve, reject) => {
      worker.on('message', (message) => {
        if (message === 'started') resolve();
      });
      worker.once('error', (error) => reject(ofThread(error)));
      worker.once('exit', () => (this.stopping ? resolve() : reject(new Error('the runners ended at their start'))));
    });
    await started;
    this.measured = new ThreadMetrics(worker);
    this.started = true;
    worker.on('error', (error) => {
      this.logger.error({ error }, 'the runners have stopped');
      void this.restart();
    });
  }

  /** What the thread has measured; `undefined` while there is none, or it does not answer. */
  metrics(timeoutMs: number): Promise<readonly MetricData[] | undefined> {
    return this.measured?.ask(timeoutMs) ?? Promise.resolve(undefined);
  }

  /** Lets the thread finish what is in hand; one that has not begun yet would not hear of it, and has nothing in hand. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    const { worker, started } = this;
    if (worker === undefined) return;
    const ended = once(worker, 'exit');
    if (started) worker.postMessage('stop');
    else await worker.terminate();
    await ended;
  }

  private async restart(): Promise<void> {
    this.worker = undefined;
    this.measured = undefined;
    while (!this.stopping) {
      await sleep(RESTART_MS);
      try {
        return await this.start();
      } catch (error) {
        this.logger.error({ error }, 'the runners could not be started again');
      }
    }
  }
}

/** An error that comes from a thread has lost its class, and with it what the command line tells by it. */
function ofThread(error: unknown): unknown {
  const { name, file, reason } = error as Partial<StoreDamaged>;
  const isDamage = name === 'StoreDamaged' && file !== undefined && reason !== undefined;
  return isDamage ? new StoreDamaged(file, reason, { cause: error }) : error;
}
