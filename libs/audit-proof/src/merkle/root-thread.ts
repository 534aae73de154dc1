import { Worker } from 'node:worker_threads';
import { programBeside } from '@evidesk/kernel';
import { leafText, type LeafSource } from './event-leaf.js';
import { type Roots, rootsAtOnce } from './roots.js';

/** Asks whether the tree over leaves has a root. */
export interface RootQuestion {
  readonly root: string;
  /** The texts of the leaves, one a line: one string goes over much faster than many. */
  readonly leaves: string;
  readonly count: number;
}
export type RootAnswer = boolean;

const PROGRAM = programBeside(import.meta.url, './root-program.js');
const MOST_UNDER_WAY = 32;

/**
 * Has the roots of trees computed by a thread of its own. Says yes to each meanwhile; `allHold` tells in the end whether
 * that was right.
 */
export class RootThread implements Roots {
  private worker: Worker | undefined;
  private asked = 0;
  private underWay = 0;
  private isRefuted = false;
  private wake = (): void => undefined;

  /** @param from so many are computed at once before a thread is started */
  constructor(private readonly from: number) {}

  holds(root: string, events: readonly LeafSource[]): boolean {
    this.asked += 1;
    if (this.asked <= this.from) return rootsAtOnce.holds(root, events);
    if (this.isRefuted) return true;
    this.worker ??= this.start();
    const question: RootQuestion = { root, leaves: events.map(leafText).join('\n'), count: events.length };
    this.underWay += 1;
    this.worker.postMessage(question);
    return true;
  }

  ready(): Promise<void> {
    return this.untilUnderWay(MOST_UNDER_WAY);
  }

  /** Whether all to which it said yes have their roots. False too where that could not be found out. */
  async allHold(): Promise<boolean> {
    await this.untilUnderWay(0);
    return !this.isRefuted;
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private async untilUnderWay(most: number): Promise<void> {
    while (this.underWay > most && !this.isRefuted)
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
  }

  private start(): Worker {
    // Flags of the process are not the thread's: one that evaluates a text would have it evaluated here too.
    const worker = new Worker(PROGRAM, { execArgv: [] });
    worker.on('message', (holds: RootAnswer) => {
      this.underWay -= 1;
      if (holds) this.wake();
      else this.refute();
    });
    // Without the thread nothing is known of what it was asked, as if it had said no.
    worker.on('error', () => this.refute());
    worker.on('exit', () => this.refute());
    return worker;
  }

  private refute(): void {
    this.isRefuted = true;
    this.wake();
  }
}
