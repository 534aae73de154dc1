import type { EventBatch, EventStore } from '@evidesk/event-store';
import { type Clock, deriveId, type JsonObject, type Position, type RecordedEvent, START } from '@evidesk/kernel';
import type { ReadStore } from '@evidesk/read-store';
import { type CommandSender, type HeldLease, LeasedWork, type RuntimeLogger } from '@evidesk/runtime';
import { SEALS_STREAM } from '../contract/seal-events.js';
import { readTip } from '../seals/read-seals.js';
import { OpenRange } from './sealed-range.js';
import { isOutOfTurn, RECORD_SEAL } from './seal-recorder.js';

const LONGEST_WAIT_MS = 30_000;
/** A process that is told to stop has not for ever. */
const LAST_SEALS = 16;

export interface SealerOptions {
  readonly eventStore: EventStore;
  /** Keeps the lease. */
  readonly readStore: ReadStore;
  /** Has a seal signed and appended, in this thread or another. */
  readonly sender: CommandSender;
  readonly clock: Clock;
  readonly logger: RuntimeLogger;
  /** Unique to the process. */
  readonly owner: string;
  readonly leaseMs: number;
  /** A seal is due once so many events wait … */
  readonly maxEvents: number;
  /** … or so many milliseconds after the first of them. */
  readonly maxWaitMs: number;
}

/** Seals what comes, for as long as this process holds the lease of the sealer. */
export class Sealer {
  private readonly work: LeasedWork;
  /** Sessions that failed in a row. */
  private failures = 0;

  constructor(private readonly options: SealerOptions) {
    const { readStore, owner, leaseMs, logger } = options;
    this.work = new LeasedWork({
      readStore,
      name: 'sealer',
      owner,
      ttlMs: leaseMs,
      logger,
      session: (lease, ending) => this.session(lease, ending),
      afterFailure: (error) => this.tell(error),
    });
  }

  start(): void {
    this.work.start();
  }

  /** Seals what was taken in, then gives the lease back. What could not be sealed now is sealed by whoever is next. */
  stop(): Promise<void> {
    return this.work.stop();
  }

  /** From the last seal in the event store on: what another process has sealed is not sealed again. */
  private async session({ lost, fence }: HeldLease, ending: AbortSignal): Promise<void> {
    const { eventStore, maxEvents, maxWaitMs } = this.options;
    const ended = new AbortController();
    const end = AbortSignal.any([ending, ended.signal]);
    const { last } = await readTip(eventStore);
    const after = last?.seal.to ?? START;
    const turn = new Turn((last?.seal.number ?? 0) + 1, after, maxWaitMs);
    const batches = eventStore.subscribe({ after, signal: end })[Symbol.asyncIterator]();
    try {
      for (let next = batches.next(); !end.aborted;) {
        const batch = await Promise.race([turn.due(), next]);
        if (batch === 'due') {
          await this.seal(turn, fence);
          continue;
        }
        if (batch.done === true) break;
        await this.takeIn(batch.value, turn, fence, maxEvents, lost);
        next = batches.next();
      }
      if (!lost.aborted) await this.finish(turn, fence, lost);
    } finally {
      turn.end();
      ended.abort();
      await batches.return?.();
    }
    this.failures = 0;
  }

  /** Once it is asked to stop: takes in what came last, unless that is very much, and seals. */
  private async finish(turn: Turn, fence: number, lost: AbortSignal): Promise<void> {
    const { eventStore, maxEvents } = this.options;
    for (let rounds = 0; rounds < LAST_SEALS && !lost.aborted; rounds += 1) {
      const events: RecordedEvent[] = [];
      for await (const event of eventStore.readAll({ after: turn.position, limit: maxEvents })) events.push(event);
      const position = events.at(-1)?.position ?? turn.position;
      await this.takeIn({ events, position }, turn, fence, maxEvents, lost);
      if (events.length < maxEvents) break;
    }
    if (!lost.aborted) await this.seal(turn, fence);
  }

  private async takeIn(
    { events, position }: Pick<EventBatch, 'events' | 'position'>,
    turn: Turn,
    fence: number,
    maxEvents: number,
    lost: AbortSignal,
  ): Promise<void> {
    for (const event of events) {
      if (lost.aborted) return;
      if (event.stream === SEALS_STREAM) continue;
      turn.range.add(event);
      turn.begin();
      if (turn.range.count === maxEvents) await this.seal(turn, fence);
    }
    turn.position = position;
  }

  private async seal(turn: Turn, fence: number): Promise<void> {
    const { number, range } = turn;
    if (range.count === 0) return;
    const { sender, clock, owner } = this.options;
    const closed = range.close();
    const now = clock.now();
    const commandId = deriveId('seal', number, closed.to, closed.root);
    const data: JsonObject = { number, ...closed };
    await sender.send({
      type: RECORD_SEAL,
      target: SEALS_STREAM,
      data,
      metadata: {
        commandId,
        correlationId: commandId,
        actor: { id: 'sealer', roles: ['system'] },
        occurredAt: now,
        recordedAt: now,
      },
    });
    this.options.logger.info('events were sealed', { number, count: closed.count, to: closed.to, owner, fence });
    turn.next();
  }

  /** Answers how long to wait: longer with each failure in a row, and not at all where others have sealed. */
  private tell(error: unknown): number {
    const { logger } = this.options;
    this.failures = isOutOfTurn(error) ? 0 : this.failures + 1;
    const { failures } = this;
    const fields = { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error), failures };
    if (isOutOfTurn(error)) logger.info('the sealer starts afresh: others have sealed', fields);
    else logger.error('events could not be sealed', fields);
    return failures === 0 ? 0 : Math.min(LONGEST_WAIT_MS, 250 * 2 ** failures);
  }
}

/** The range that is being taken in, and when it is to be sealed. */
class Turn {
  range = new OpenRange();
  /** Everything up to here was taken in. */
  position: Position;
  private timer: NodeJS.Timeout | undefined;
  private ring: () => void = () => undefined;
  private bell = this.newBell();

  constructor(
    public number: number,
    after: Position,
    private readonly maxWaitMs: number,
  ) {
    this.position = after;
  }

  /** Lets the time run, from the first event on. */
  begin(): void {
    this.timer ??= setTimeout(() => this.ring(), this.maxWaitMs);
  }

  /** Resolves when the time is up. */
  due(): Promise<'due'> {
    return this.bell;
  }

  next(): void {
    this.end();
    this.number += 1;
    this.range = new OpenRange();
    this.bell = this.newBell();
  }

  end(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private newBell(): Promise<'due'> {
    return new Promise((resolve) => (this.ring = () => resolve('due')));
  }
}
