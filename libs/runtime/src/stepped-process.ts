import type { Clock, Document, Instant, ProcessManager, RecordedEvent, Upcast } from '@evidesk/kernel';
import type { CommandSender } from './command-sender.js';
import { deadlineCollection } from './deadline-book.js';
import { DueShelf } from './due-shelf.js';
import type { HandlerContext } from './event-handler.js';
import { fireDeadlines } from './fire-deadlines.js';
import { parkedCollection } from './parked-event.js';
import { ParkingLot } from './parking-lot.js';
import { ProcessHandler } from './process-handler.js';
import type { RuntimeLogger } from './runtime-logger.js';

/** What a process is driven with. */
export interface SteppedProcessOptions {
  readonly sender: CommandSender;
  /** Whoever drives the process sets it: commands are recorded, and deadlines are due, by it. */
  readonly clock: Clock;
  readonly logger: RuntimeLogger;
  readonly upcast?: Upcast;
}

const REMEMBERED = 2_000;

/**
 * A process manager that is driven by hand: it takes in events when it is given them and acts upon its deadlines when it
 * is told to, one after the other, and keeps its view in memory. No subscription, no lease, no timer; otherwise what it
 * does is what a runner of it does.
 */
export class SteppedProcess<M extends Document = Document> {
  private readonly shelf: DueShelf;
  private readonly handler: ProcessHandler<M>;
  private readonly context: HandlerContext;
  private readonly parking: ParkingLot;

  constructor(
    private readonly process: ProcessManager<M>,
    private readonly options: SteppedProcessOptions,
  ) {
    const { name } = process;
    const { sender, clock, upcast } = options;
    this.shelf = new DueShelf(deadlineCollection(name));
    this.handler = new ProcessHandler(process, {
      sender,
      clock,
      readStore: this.shelf,
      concurrentStreams: 1,
      cachedDocuments: REMEMBERED,
      ...(upcast && { upcast }),
    });
    this.parking = new ParkingLot(parkedCollection(name), clock);
    this.context = {
      parking: this.parking,
      signal: new AbortController().signal,
      patiently: (operation) => operation(),
      ensureHeld: () => undefined,
      onRetry: () => undefined,
    };
  }

  get name(): string {
    return this.process.name;
  }

  /** When its next deadline is due; `undefined`: nothing is scheduled. */
  get due(): Instant | undefined {
    return this.shelf.soonest;
  }

  /**
   * Takes in events, in global order, and sends what follows from them. Those of other streams are passed over.
   * @throws Error when it can not take one in, or a command of it is refused
   */
  async take(events: readonly RecordedEvent[]): Promise<void> {
    const { streams } = this.process;
    const wanted = events.filter(
      ({ stream }) => streams.length === 0 || streams.some((prefix) => stream.startsWith(prefix)),
    );
    if (wanted.length === 0) return;
    await this.handler.handle(wanted, this.context);
    await this.flush();
  }

  /** Sends what is due by now; true when anything was. A refused command is sent again later, as a runner does. */
  fire(): Promise<boolean> {
    const { name } = this;
    const { clock, logger } = this.options;
    const pump = { context: this.context, options: { name, logger }, flush: () => this.flush() };
    return fireDeadlines(pump, this.handler, { clock, concurrent: 1 });
  }

  private async flush(): Promise<void> {
    for (const write of this.parking.writes()) {
      if (write.kind !== 'put') continue;
      const { stream, eventType, error } = write.document as Document & Record<string, string>;
      throw new Error(`${this.name} can not take in ${eventType} of ${stream}: ${error}`);
    }
    this.shelf.commit(await this.handler.drain());
  }
}
