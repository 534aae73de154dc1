import { setTimeout as sleep } from 'node:timers/promises';
import { ConcurrencyConflict, type EventStore, type NewEvent, StreamNotFound } from '@evidesk/event-store';
import {
  type CommandMetadata,
  CommandReused,
  deriveId,
  DomainError,
  type DomainEvent,
  type EventMetadata,
  type JsonObject,
  type Position,
  StoreUnavailable,
} from '@evidesk/kernel';
import { LRUCache } from 'lru-cache';
import { type AggregateType, streamOf } from './aggregate-type.js';
import { LoadedAggregate } from './loaded-aggregate.js';
import type { SnapshotStore } from './snapshot-store.js';
import { StreamQueue } from './stream-queue.js';

const RETRIES = 3;
const SNAPSHOT_EVERY = 100;
const CACHED_AGGREGATES = 2_000;

/** One command on one aggregate. */
export interface Execution<E extends DomainEvent, S> {
  readonly id: string;
  /** What the command is called where commands are counted and traced; one of few names, never made of data. */
  readonly command?: string;
  readonly metadata: CommandMetadata;
  /** The revision that the caller saw; the command is refused when the aggregate has moved on. */
  readonly expectedRevision?: number;
  /** The aggregate is not expected to exist, so that looking for it is a waste: the append finds out. */
  readonly creates?: boolean;
  /** What follows from the command. May be called again after a conflict, never after success. */
  decide(state: S): readonly E[] | Promise<readonly E[]>;
}

export interface Executed<S> {
  readonly id: string;
  readonly revision: number;
  /** Where the last event of the command is: what a query must have seen to show the command's effect. */
  readonly position: Position;
  readonly state: S;
  /** True when the command had been carried out before, and nothing was done now. */
  readonly duplicate: boolean;
}

/** A command as an observer sees it. */
export interface ObservedCommand {
  /** Of the aggregate's type. */
  readonly aggregate: string;
  /** `other` when its sender gave it no name. */
  readonly command: string;
  readonly metadata: CommandMetadata;
}

/** Goes around each command: sees how it begins and ends, and changes nothing of it. */
export type CommandObserver = <S>(
  command: ObservedCommand,
  execute: () => Promise<Executed<S>>,
) => Promise<Executed<S>>;

export interface ExecutorOptions {
  /** Told of snapshots that could not be read or kept; commands go on without. */
  readonly onSnapshotFailure: (stream: string, error: unknown) => void;
  readonly observer?: CommandObserver | undefined;
}

/**
 * Carries out commands: load, decide, append at the revision loaded.
 * Retries on conflict only. A command id seen before is answered with what it came to then.
 */
export class CommandExecutor {
  private readonly cache = new LRUCache<string, LoadedAggregate<DomainEvent, unknown>>({ max: CACHED_AGGREGATES });
  private readonly queue = new StreamQueue();

  constructor(
    private readonly store: EventStore,
    private readonly snapshots: SnapshotStore,
    private readonly options: ExecutorOptions,
  ) {}

  /**
   * @throws DomainError when the command is refused
   * @throws ConcurrencyConflict when `expectedRevision` is stale, or others were faster four times
   * @throws CommandReused when the command's id was used before for something else
   * @throws StoreUnavailable when the event store can't be reached; nothing is half-done then
   */
  execute<E extends DomainEvent, S>(type: AggregateType<E, S>, execution: Execution<E, S>): Promise<Executed<S>> {
    const { observer } = this.options;
    if (observer === undefined) return this.carryOut(type, execution);
    const { command = 'other', metadata } = execution;
    return observer({ aggregate: type.name, command, metadata }, () => this.carryOut(type, execution));
  }

  private carryOut<E extends DomainEvent, S>(
    type: AggregateType<E, S>,
    execution: Execution<E, S>,
  ): Promise<Executed<S>> {
    const stream = streamOf(type, execution.id);
    return this.queue.run(stream, async () => {
      for (let attempt = 0; ; attempt += 1) {
        try {
          return await this.attempt(type, stream, execution, execution.creates === true && attempt === 0);
        } catch (error) {
          if (!(error instanceof DomainError || error instanceof CommandReused)) this.cache.delete(stream);
          const retriable = error instanceof ConcurrencyConflict && execution.expectedRevision === undefined;
          if (!retriable || attempt === RETRIES) throw error;
          await sleep(Math.random() * 10 * 2 ** attempt);
        }
      }
    });
  }

  /** The state of an aggregate as the store has it now; the initial one when there is none. */
  async load<E extends DomainEvent, S>(type: AggregateType<E, S>, id: string): Promise<{ state: S; revision: number }> {
    const stream = streamOf(type, id);
    const { state, revision } = await this.queue.run(stream, () => this.loaded(type, stream));
    return { state, revision };
  }

  /** Lets go of every aggregate in memory: what events say has become another. */
  forget(): void {
    this.cache.clear();
  }

  private async attempt<E extends DomainEvent, S>(
    type: AggregateType<E, S>,
    stream: string,
    execution: Execution<E, S>,
    isNew: boolean,
  ): Promise<Executed<S>> {
    const { id, metadata, expectedRevision } = execution;
    const unread = isNew && !this.cache.has(stream);
    const aggregate = unread ? LoadedAggregate.empty(type) : await this.loaded(type, stream);
    const before = aggregate.find(metadata.commandId);
    if (before !== undefined) {
      mustBeSame(metadata, before);
      return { id, revision: before.revision, position: before.position, state: aggregate.state, duplicate: true };
    }
    if (expectedRevision !== undefined && expectedRevision !== aggregate.revision) {
      throw new ConcurrencyConflict(stream, expectedRevision, aggregate.revision);
    }
    const events = await execution.decide(aggregate.state);
    if (events.length > 0) {
      const expected = aggregate.revision === -1 ? 'absent' : aggregate.revision;
      const result = await this.store.append(stream, toNewEvents(type, events, metadata), expected);
      // Carried out before, and perhaps decided otherwise then: what counts is what was stored.
      if (result.duplicate && unread) return this.attempt(type, stream, execution, false);
      if (result.duplicate) {
        await this.mustBeSameAsStored(stream, result.revision, metadata);
        return { ...result, id, state: aggregate.state };
      }
      aggregate.advance(events, metadata, result.revision, result.position);
      if (unread) this.keep(stream, aggregate);
      this.keepSnapshot(stream, aggregate);
    }
    const { revision, position, state } = aggregate;
    return { id, revision, position, state, duplicate: false };
  }

  /** As `mustBeSame`, for a command so long ago that the aggregate remembers it no more. */
  private async mustBeSameAsStored(stream: string, revision: number, metadata: CommandMetadata): Promise<void> {
    if (metadata.requestDigest === undefined) return;
    for await (const event of this.store.readStream(stream, { from: revision, limit: 1 }))
      mustBeSame(metadata, event.metadata);
  }

  private async loaded<E extends DomainEvent, S>(
    type: AggregateType<E, S>,
    stream: string,
  ): Promise<LoadedAggregate<E, S>> {
    const cached = this.cache.get(stream) as LoadedAggregate<E, S> | undefined;
    if (cached !== undefined && this.store.exclusive === true) return cached;
    const aggregate = cached ?? LoadedAggregate.fromSnapshot(type, await this.snapshot(stream));
    try {
      const unseen = this.store.readStream(stream, { from: aggregate.revision + 1, checked: true });
      for await (const event of unseen) aggregate.apply(event);
    } catch (error) {
      if (!(error instanceof StreamNotFound)) throw error;
    }
    this.keep(stream, aggregate);
    return aggregate;
  }

  private keep<E extends DomainEvent, S>(stream: string, aggregate: LoadedAggregate<E, S>): void {
    this.cache.set(stream, aggregate);
  }

  private async snapshot(stream: string) {
    try {
      return await this.snapshots.load(stream);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      this.options.onSnapshotFailure(stream, error);
      return undefined;
    }
  }

  private keepSnapshot<E extends DomainEvent, S>(stream: string, aggregate: LoadedAggregate<E, S>): void {
    if (aggregate.revision - aggregate.snapshotRevision < SNAPSHOT_EVERY) return;
    aggregate.snapshotRevision = aggregate.revision;
    this.snapshots
      .save(aggregate.snapshot(stream))
      .catch((error: unknown) => this.options.onSnapshotFailure(stream, error));
  }
}

/** @throws CommandReused when the id was given to another request before */
function mustBeSame({ commandId, requestDigest }: CommandMetadata, before: { readonly requestDigest?: string }): void {
  if (requestDigest !== undefined && before.requestDigest !== undefined && requestDigest !== before.requestDigest)
    throw new CommandReused(commandId);
}

function toNewEvents<E extends DomainEvent, S>(
  type: AggregateType<E, S>,
  events: readonly E[],
  metadata: CommandMetadata,
): NewEvent[] {
  return events.map((event, index) => {
    const eventType = type.eventTypes.get(event.type);
    if (eventType === undefined) throw new Error(`${event.type} is not a published event of ${type.name}`);
    const problem = eventType.check(event.data);
    if (problem !== undefined) throw new Error(`${event.type} breaks its contract: ${problem}`);
    const eventMetadata: EventMetadata = {
      eventId: deriveId(metadata.commandId, index),
      schemaVersion: eventType.version,
      commandId: metadata.commandId,
      correlationId: metadata.correlationId,
      actor: metadata.actor,
      occurredAt: metadata.occurredAt,
      recordedAt: metadata.recordedAt,
      ...(metadata.causationId === undefined ? {} : { causationId: metadata.causationId }),
    };
    if (metadata.requestDigest !== undefined) Object.assign(eventMetadata, { requestDigest: metadata.requestDigest });
    return { type: event.type, data: event.data as JsonObject, metadata: eventMetadata };
  });
}
