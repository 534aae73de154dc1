import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** The projections in a thread beside the server, so that catching up takes nothing from answering. */
export class RunnerThread {
  private constructor(private readonly worker: Worker) {}

  /**
   * Starts the worker's program as a thread, with this process's environment.
   * @param onFailure told when the thread dies of an error
   */
  static async start(onFailure: (error: unknown) => void): Promise<RunnerThread> {
    const worker = new Worker(new URL(import.meta.resolve('@evidesk/worker/main')));
    await once(worker, 'message');
    worker.on('error', onFailure);
    return new RunnerThread(worker);
  }

  /** Lets the thread finish what is in hand. */
  async stop(): Promise<void> {
    const ended = once(this.worker, 'exit');
    this.worker.postMessage('stop');
    await ended;
  }
}
