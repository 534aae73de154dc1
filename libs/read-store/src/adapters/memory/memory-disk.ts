import type { Position } from '@evidesk/kernel';

/** A generation's documents as JSON, by collection and id. */
export type MemoryTables = Map<string, Map<string, string>>;

export interface MemoryGeneration {
  readonly tables: MemoryTables;
  checkpoint?: { readonly position: Position; readonly fence: number };
}

export interface MemoryView {
  fingerprint: string;
  active: number;
  next?: number;
  /** The highest number ever given to a generation. */
  last: number;
  readonly generations: Map<number, MemoryGeneration>;
  /** `collection.field` of each field that was seen to hold an array. */
  readonly arrays: Set<string>;
}

/** What outlives a store that is closed: give it to another to open the same documents again. */
export class MemoryDisk {
  /** @internal */
  readonly views = new Map<string, MemoryView>();
  /** @internal */
  readonly leases = new Map<string, { owner: string; fence: number; expires: number }>();
}
