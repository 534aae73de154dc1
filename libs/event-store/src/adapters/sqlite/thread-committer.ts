import { Worker } from 'node:worker_threads';
import { programBeside } from '@evidesk/kernel';
import type { AppendResult } from '../../port.js';
import { addAppend, errorOf, type FromThread, readOutcomes, type ToThread } from './commit-messages.js';
import { closed, type Committer, settle, type Waiting } from './committer.js';
import { translateError, unavailable } from './errors.js';
import type { EncodedAppend, Outcome } from './group-writer.js';
import type { WriteConnectionOptions } from './write-connection.js';

const PROGRAM = programBeside(import.meta.url, './commit-thread.js');

// The thread begins to write while this one is still at the rest of a turn; were it all one message, the two would wait
// for each other in turns.
const APPENDS_PER_MESSAGE = 16;

interface Ping {
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Commits in a thread of its own, so that the caller's neither waits for the disk nor does the database's work. What is
 * appended within one turn of the event loop goes over in one message; answers come a group at a time, in order.
 */
export class ThreadCommitter implements Committer {
  private worker: Worker | undefined;
  private batch: (string | number)[] = [];
  private waiting: Waiting[] = [];
  private readonly pings: Ping[] = [];
  /** How many appends are in the batch. */
  private batched = 0;
  private isScheduled = false;
  private closing: Promise<void> | undefined;

  constructor(
    private readonly options: WriteConnectionOptions,
    private readonly onCommit: () => void,
  ) {
    this.worker = this.start();
  }

  append(append: EncodedAppend): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      if (this.closing !== undefined) return reject(closed());
      this.waiting.push({ append, resolve, reject });
      addAppend(this.batch, append);
      this.batched += 1;
      if (this.batched === APPENDS_PER_MESSAGE) this.post();
      if (this.isScheduled) return;
      this.isScheduled = true;
      setImmediate(() => {
        this.isScheduled = false;
        this.post();
      });
    });
  }

  ping(): Promise<void> {
    if (this.closing !== undefined) return Promise.reject(closed());
    return new Promise((resolve, reject) => {
      this.pings.push({ resolve, reject });
      this.tell('ping');
    });
  }

  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    this.post();
    const { worker } = this;
    if (worker === undefined) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    this.tell('close');
    await ended;
  }

  private post(): void {
    if (this.batch.length === 0) return;
    const { batch } = this;
    this.batch = [];
    this.batched = 0;
    this.tell({ batch });
  }

  private tell(message: ToThread): void {
    this.worker ??= this.start();
    // The process may end while nothing is under way, and not while something is.
    this.worker.ref();
    this.worker.postMessage(message);
  }

  private start(): Worker {
    // Flags of the process are not the thread's: one that evaluates a text would have it evaluated here too.
    const worker = new Worker(PROGRAM, { workerData: this.options, execArgv: [] });
    worker.unref();
    worker.on('message', (message: FromThread) => this.take(message));
    // Each worker's end is told once: by an error that nobody caught, and then by its exit.
    worker.on('error', (error) => this.abandon(worker, error));
    worker.on('exit', () => this.abandon(worker, new Error('the thread that writes events has ended')));
    return worker;
  }

  private take(message: FromThread): void {
    if ('pinged' in message) this.endPing(message.pinged && this.translated(errorOf(message.pinged)));
    else if ('failure' in message) {
      const reason = this.translated(errorOf(message.failure));
      for (const waiting of this.waiting.splice(0, message.failed)) waiting.reject(reason);
    } else this.takeOutcomes(readOutcomes(message.outcomes));
    if (this.waiting.length === 0 && this.pings.length === 0) this.worker?.unref();
  }

  private takeOutcomes(outcomes: readonly Outcome[]): void {
    if (outcomes.some(({ kind }) => kind === 'written')) this.onCommit();
    const answered = this.waiting.splice(0, outcomes.length);
    for (const [at, waiting] of answered.entries()) settle(waiting, outcomes[at] as Outcome);
  }

  private endPing(failure: unknown): void {
    const ping = this.pings.shift();
    if (failure === undefined) ping?.resolve();
    else ping?.reject(failure);
  }

  /** What the thread took with it may be on disk or not: whoever sends it again is told which. */
  private abandon(worker: Worker, error: unknown): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    this.batch = [];
    const reason = unavailable(error);
    for (const waiting of this.waiting.splice(0)) waiting.reject(reason);
    for (const ping of this.pings.splice(0)) ping.reject(reason);
  }

  private translated(error: Error): unknown {
    return translateError(error, this.options.file);
  }
}
