import {
  type Clock,
  deriveId,
  type Document,
  DomainError,
  type JsonObject,
  type Position,
  type ProcessManager,
  type ProcessOutput,
  type RecordedEvent,
  severalAtOnce,
  START,
  type Upcast,
} from '@evidesk/kernel';
import type { ReadStore, Write } from '@evidesk/read-store';
import type { CommandSender, ProcessCommand } from './command-sender.js';
import { DeadlineBook, deadlineCollection } from './deadline-book.js';
import type { EventHandler, HandlerContext } from './event-handler.js';
import { Interrupted } from './patience.js';
import { MemoryFold } from './process-memory.js';
import { isOutage, retryEvent } from './retry-event.js';

export interface ProcessHandlerOptions {
  readonly sender: CommandSender;
  readonly readStore: Pick<ReadStore, 'find' | 'getMany'>;
  readonly clock: Clock;
  readonly upcast?: Upcast;
  readonly concurrentStreams: number;
  /** How many remembered documents are kept in memory. */
  readonly cachedDocuments: number;
}

type Send = Extract<ProcessOutput, { kind: 'send' }>;
type Schedule = Extract<ProcessOutput, { kind: 'schedule' }>;

/** What a command follows from. */
interface CommandCause {
  readonly eventId: string;
  readonly correlationId: string;
  readonly key: string;
  readonly at?: string;
  readonly traceparent?: string | undefined;
}

/** What follows from one event. */
interface Plan {
  readonly event: RecordedEvent;
  readonly sends: readonly Send[];
  readonly schedules: readonly Schedule[];
  /** Why that could not be told. */
  readonly failure?: Error;
  /** The event was not taken in: its stream waits. */
  readonly untaken?: true;
}

/**
 * Answers events with the commands of a process manager: in order within a stream, streams beside each other; keeps
 * what it schedules and remembers.
 */
export class ProcessHandler<M extends Document = Document> implements EventHandler {
  readonly deadlines: DeadlineBook;
  /** Commands that follow from events up to here were sent long ago, as the event store knows; they are not sent again. */
  sentUpTo: Position = START;
  /** True when commands were sent since this was last set to false. */
  hasSent = false;
  private readonly memory: MemoryFold<M> | undefined;
  private sent = false;

  constructor(
    private readonly process: ProcessManager<M>,
    private readonly options: ProcessHandlerOptions,
  ) {
    const { readStore, cachedDocuments } = options;
    this.deadlines = new DeadlineBook(deadlineCollection(process.name), readStore);
    this.memory = process.memory && new MemoryFold(process.memory, readStore, cachedDocuments);
  }

  get pending(): number {
    return this.deadlines.size + (this.memory?.size ?? 0);
  }

  get urgent(): boolean {
    return this.sent;
  }

  reset(generation: number): void {
    this.sent = false;
    this.deadlines.reset();
    this.memory?.reset(generation);
  }

  async handle(events: readonly RecordedEvent[], context: HandlerContext): Promise<void> {
    await this.memory?.load(events, context);
    const queues = [...this.byStream(events, context).values()];
    await severalAtOnce(queues, this.options.concurrentStreams, async (queue) => {
      for (const plan of queue) await this.carryOut(plan, context);
    });
  }

  async attempt(event: RecordedEvent, context: HandlerContext): Promise<void> {
    await this.memory?.load([event], context);
    await this.perform(this.plan(event), context);
  }

  async drain(): Promise<Write[]> {
    this.sent = false;
    const writes: Write[] = [];
    this.deadlines.drain(writes);
    this.memory?.drain(writes);
    return writes;
  }

  /** The command of this process, whose id follows from the event behind it and a key. */
  commandFor(type: string, target: string, data: JsonObject, cause: CommandCause): ProcessCommand {
    const now = this.options.clock.now();
    const metadata = {
      commandId: deriveId(this.process.name, cause.eventId, cause.key),
      causationId: cause.eventId,
      correlationId: cause.correlationId,
      actor: { id: `process:${this.process.name}`, roles: ['system'] },
      occurredAt: cause.at ?? now,
      recordedAt: now,
    };
    if (cause.traceparent !== undefined) Object.assign(metadata, { traceparent: cause.traceparent });
    return { type, target, data, metadata };
  }

  /** Sends one command, for as long as it takes. @throws what refuses it; Interrupted when the runner is to stop */
  async send(command: ProcessCommand, context: HandlerContext): Promise<void> {
    context.ensureHeld();
    // A long batch is not worked off first: what was sent is sent again, with the same ids, by whoever goes on.
    if (context.signal.aborted) throw new Interrupted('the runner is to stop');
    this.sent = true;
    this.hasSent = true;
    await context.patiently(() => this.options.sender.send(command));
  }

  /** What is to be done, by stream. What a stream that waits has to remember waits too. */
  private byStream(events: readonly RecordedEvent[], context: HandlerContext): Map<string, Plan[]> {
    const streams = new Map<string, Plan[]>();
    for (const event of events) {
      const waits = this.process.memory?.key(event) !== undefined && context.parking.isBlocked(event.stream);
      const plan: Plan = waits ? { event, sends: [], schedules: [], untaken: true } : this.tryToPlan(event);
      if (isIdle(plan)) continue;
      const queue = streams.get(event.stream);
      if (queue === undefined) streams.set(event.stream, [plan]);
      else queue.push(plan);
    }
    return streams;
  }

  private async carryOut(plan: Plan, context: HandlerContext): Promise<void> {
    const { event, failure } = plan;
    if (context.parking.isBlocked(event.stream)) {
      context.parking.block(event);
      return;
    }
    try {
      if (failure !== undefined) throw failure;
      await this.perform(plan, context);
    } catch (error) {
      if (isOutage(error)) throw error;
      if (isFinal(error)) context.parking.park(event, error, 1);
      else if (failure === undefined) await retryEvent(event, error, context, () => this.perform(plan, context));
      else await retryEvent(event, error, context, () => this.attempt(event, context));
    }
  }

  private async perform({ event, sends, schedules }: Plan, context: HandlerContext): Promise<void> {
    const { eventId, correlationId, traceparent } = event.metadata;
    for (const { command, target, data, key } of sends)
      await this.send(this.commandFor(command, target, data, { eventId, correlationId, traceparent, key }), context);
    for (const schedule of schedules) this.deadlines.apply(schedule, event);
  }

  private tryToPlan(event: RecordedEvent): Plan {
    try {
      return this.plan(event);
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      return { event, sends: [], schedules: [], failure };
    }
  }

  /** @throws Error when two commands would have the same id */
  private plan(stored: RecordedEvent): Plan {
    const event = this.options.upcast === undefined ? stored : this.options.upcast(stored);
    const outputs = this.process.react(event, this.memory?.take(event));
    if (outputs.length === 0) return { event, sends: [], schedules: [] };
    const schedules = outputs.filter((output) => output.kind === 'schedule');
    if (event.position <= this.sentUpTo) return { event, sends: [], schedules };
    const sends = outputs.filter((output) => output.kind === 'send');
    if (new Set(sends.map(({ key }) => key)).size !== sends.length)
      throw new Error(`${this.process.name} sends two commands of one key for ${event.type}`);
    return { event, sends, schedules };
  }
}

function isIdle({ failure, untaken, sends, schedules }: Plan): boolean {
  return failure === undefined && untaken === undefined && sends.length === 0 && schedules.length === 0;
}

/** Whether a refusal will be the same however often the command is sent. */
function isFinal(error: unknown): boolean {
  return error instanceof DomainError && error.kind !== 'conflict' && error.kind !== 'not-found';
}
