import type { Position } from '@evidesk/kernel';
import type { Write } from '../../port.js';

/** A document as it is stored: as JSON text, so that it comes back exactly, whatever its keys are. */
export interface StoredDocument {
  readonly _id: string;
  /** The position of the commit that put it. */
  readonly _p: Position;
  /** The index values by field number. */
  readonly i?: Record<string, string | string[]>;
  readonly doc?: string;
  /** It was deleted. */
  readonly gone?: true;
}

export interface ViewDocument {
  readonly _id: string;
  readonly fingerprint: string;
  readonly active: number;
  readonly next: number | null;
  readonly last: number;
  /** `collection.field` of each field that was seen to hold an array. */
  readonly arrays: readonly string[];
  /** Generations to be dropped, once no reader can still hold them for the active one. */
  readonly retired: readonly { readonly generation: number; readonly at: number }[];
}

/** Whether commits to a generation are taken: it is the active one, or the one that is being built. */
export const isWanted = ({ active, next }: ViewDocument, generation: number): boolean =>
  generation === active || generation === next;

export interface CheckpointDocument {
  readonly _id: string;
  readonly view: string;
  readonly generation: number;
  readonly position: Position;
  readonly fence: number;
}

export interface LeaseDocument {
  readonly _id: string;
  readonly owner: string;
  readonly fence: number;
  readonly expires: number;
}

/**
 * A part of a commit that was promised. Part 0 is written last: once it is there, the commit is complete and will be
 * carried out, by whoever comes next if need be.
 */
export interface JournalDocument {
  readonly _id: string;
  readonly key: string;
  /** Tells the parts of one commit from what another left behind. */
  readonly token: string;
  readonly part: number;
  readonly parts: number;
  readonly fence: number;
  readonly position: Position;
  /** A piece of the writes' JSON text. */
  readonly body: string;
}

/** One write, ready to be stored. */
export interface PreparedWrite {
  readonly kind: Write['kind'];
  readonly collection: string;
  readonly id: string;
  readonly doc?: string;
  readonly i?: Record<string, string | string[]>;
}

/** Names a generation of a view in the checkpoints and the journal. */
export const generationKey = (view: string, generation: number): string => `${view}@${generation}`;

/** The collection that holds a generation of a declared collection. */
export const tableName = (collection: string, generation: number): string => `${collection}__g${generation}`;
