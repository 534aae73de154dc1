import type { Position } from '@evidesk/kernel';

/** A command that an aggregate has carried out, and where its last event is. */
export interface RecentCommand {
  readonly commandId: string;
  readonly revision: number;
  readonly position: Position;
  /** What the command asked for, where its id was its sender's. */
  readonly requestDigest?: string;
}

/** The state of an aggregate at a revision: a shortcut, never a source. */
export interface Snapshot {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly version: number;
  readonly state: unknown;
  readonly recent: readonly RecentCommand[];
}

/** Keeps the newest snapshot of each stream. */
export interface SnapshotStore {
  load(stream: string): Promise<Snapshot | undefined>;
  save(snapshot: Snapshot): Promise<void>;
}

/** Dependency-injection token of the snapshot store. */
export const SNAPSHOT_STORE = Symbol('SnapshotStore');
