import {
  type Clock,
  type CommandMetadata,
  deriveId,
  DomainError,
  type ProcessManager,
  type ProcessOutput,
  type RecordedEvent,
  type Upcast,
} from '@evidesk/kernel';
import type { Write } from '@evidesk/read-store';
import type { EventHandler, HandlerContext } from './event-handler.js';
import { isOutage, retryEvent } from './retry-event.js';

/** A command that a process manager wants carried out. */
export interface ProcessCommand {
  readonly type: string;
  /** The id of the aggregate that it is for. */
  readonly target: string;
  readonly data: object;
  readonly metadata: CommandMetadata;
}

/** Carries out commands. */
export interface CommandSender {
  /**
   * Resolves when the command was carried out, or had been before (same `metadata.commandId`).
   * @throws DomainError when it is refused; StoreUnavailable when it is to be sent again later
   */
  send(command: ProcessCommand): Promise<void>;
}

export interface ProcessHandlerOptions {
  readonly sender: CommandSender;
  readonly clock: Clock;
  readonly upcast?: Upcast;
  readonly concurrentStreams: number;
}

type Send = Extract<ProcessOutput, { kind: 'send' }>;

/** Answers events with the commands of a process manager: in order within a stream, streams beside each other. */
export class ProcessHandler implements EventHandler {
  readonly pending = 0;
  private sent = false;

  constructor(
    private readonly process: ProcessManager,
    private readonly options: ProcessHandlerOptions,
  ) {}

  get urgent(): boolean {
    return this.sent;
  }

  reset(): void {
    this.sent = false;
  }

  async handle(events: readonly RecordedEvent[], context: HandlerContext): Promise<void> {
    const queues = [...this.byStream(events, context).values()];
    const work = async () => {
      for (let queue = queues.shift(); queue !== undefined; queue = queues.shift())
        for (const event of queue) await this.handleOne(event, context);
    };
    const workers = Array.from({ length: Math.min(this.options.concurrentStreams, queues.length) }, work);
    // All have to end before the first failure is told: what is told starts the batch afresh.
    const failed = (await Promise.allSettled(workers)).find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  async attempt(event: RecordedEvent, context: HandlerContext): Promise<void> {
    for (const output of this.react(event)) {
      context.ensureHeld();
      this.sent = true;
      await context.patiently(() => this.options.sender.send(this.commandFor(output, event)));
    }
  }

  async drain(): Promise<Write[]> {
    this.sent = false;
    return [];
  }

  /** The events that call for something, by stream. */
  private byStream(events: readonly RecordedEvent[], context: HandlerContext): Map<string, RecordedEvent[]> {
    const streams = new Map<string, RecordedEvent[]>();
    for (const event of events) {
      const queue = streams.get(event.stream);
      if (queue === undefined && !context.parking.isBlocked(event.stream) && this.isSilent(event)) continue;
      if (queue === undefined) streams.set(event.stream, [event]);
      else queue.push(event);
    }
    return streams;
  }

  private async handleOne(event: RecordedEvent, context: HandlerContext): Promise<void> {
    if (context.parking.isBlocked(event.stream)) {
      if (!this.isSilent(event)) context.parking.block(event);
      return;
    }
    try {
      await this.attempt(event, context);
    } catch (error) {
      if (isOutage(error)) throw error;
      if (isFinal(error)) context.parking.park(event, error, 1);
      else await retryEvent(event, error, context, () => this.attempt(event, context));
    }
  }

  /** Whether nothing follows from the event; not when asking fails, which is then found out again and dealt with. */
  private isSilent(event: RecordedEvent): boolean {
    try {
      return this.react(event).length === 0;
    } catch {
      return false;
    }
  }

  /** @throws Error when two commands would have the same id */
  private react(event: RecordedEvent): readonly Send[] {
    const outputs = this.process.react(
      this.options.upcast === undefined ? event : this.options.upcast(event),
      undefined,
    );
    if (outputs.length === 0) return [];
    const sends = outputs.filter((output) => output.kind === 'send');
    if (new Set(sends.map(({ key }) => key)).size !== sends.length)
      throw new Error(`${this.process.name} sends two commands of one key for ${event.type}`);
    return sends;
  }

  private commandFor({ command, target, data, key }: Send, { metadata }: RecordedEvent): ProcessCommand {
    const now = this.options.clock.now();
    return {
      type: command,
      target,
      data,
      metadata: {
        commandId: deriveId(this.process.name, metadata.eventId, key),
        causationId: metadata.eventId,
        correlationId: metadata.correlationId,
        actor: { id: `process:${this.process.name}`, roles: ['system'] },
        occurredAt: now,
        recordedAt: now,
      },
    };
  }
}

/** Whether a refusal will be the same however often the command is sent. */
function isFinal(error: unknown): boolean {
  return error instanceof DomainError && error.kind !== 'conflict' && error.kind !== 'not-found';
}
