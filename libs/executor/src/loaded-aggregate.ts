import { type CommandMetadata, type DomainEvent, type Position, type RecordedEvent, START } from '@evidesk/kernel';
import type { AggregateType } from './aggregate-type.js';
import type { RecentCommand, Snapshot } from './snapshot-store.js';

/** How many commands back a resent one is recognised. */
const REMEMBERED_COMMANDS = 256;

/** An aggregate in memory: its state at a revision, and the commands that it carried out last. */
export class LoadedAggregate<E extends DomainEvent, S> {
  private constructor(
    private readonly type: AggregateType<E, S>,
    public state: S,
    /** -1 while the stream does not exist. */
    public revision: number,
    public position: Position,
    private readonly recent: RecentCommand[],
    public snapshotRevision: number,
  ) {}

  static empty<E extends DomainEvent, S>(type: AggregateType<E, S>): LoadedAggregate<E, S> {
    return new LoadedAggregate(type, type.initial, -1, START, [], -1);
  }

  /** The snapshot's state, or an empty aggregate where the snapshot is of another shape. */
  static fromSnapshot<E extends DomainEvent, S>(
    type: AggregateType<E, S>,
    snapshot: Snapshot | undefined,
  ): LoadedAggregate<E, S> {
    if (snapshot === undefined || snapshot.version !== type.snapshotVersion) return LoadedAggregate.empty(type);
    const { state, revision, position, recent } = snapshot;
    return new LoadedAggregate(type, state as S, revision, position, [...recent], revision);
  }

  apply(stored: RecordedEvent): void {
    const event = this.type.upcast === undefined ? stored : this.type.upcast(stored);
    this.state = this.type.evolve(this.state, event as unknown as E, event.metadata.occurredAt);
    this.remember(event.metadata, event.revision, event.position);
  }

  /** What the command came to, when it was carried out before. */
  find(commandId: string): RecentCommand | undefined {
    return this.recent.findLast((command) => command.commandId === commandId);
  }

  /** Takes over events that were just appended. */
  advance(events: readonly E[], metadata: CommandMetadata, revision: number, position: Position): void {
    for (const event of events) this.state = this.type.evolve(this.state, event, metadata.occurredAt);
    this.remember(metadata, revision, position);
  }

  snapshot(stream: string): Snapshot {
    const { state, revision, position } = this;
    return { stream, revision, position, version: this.type.snapshotVersion, state, recent: [...this.recent] };
  }

  private remember(
    { commandId, requestDigest }: { readonly commandId: string; readonly requestDigest?: string },
    revision: number,
    position: Position,
  ): void {
    this.revision = revision;
    this.position = position;
    if (this.recent.at(-1)?.commandId === commandId) this.recent.pop();
    else if (this.recent.length === REMEMBERED_COMMANDS) this.recent.shift();
    this.recent.push(
      requestDigest === undefined
        ? { commandId, revision, position }
        : { commandId, revision, position, requestDigest },
    );
  }
}
