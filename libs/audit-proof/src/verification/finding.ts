import type { Position } from '@evidesk/kernel';

/**
 * What was done to what was stored.
 *
 * - `modified`: an event is at its place, and is not what was written there
 * - `removed`: an event, or a seal, is missing
 * - `inserted`: there is an event that was not there when its surroundings were sealed, or a revision twice
 * - `reordered`: the same events, in another order
 * - `forged-seal`: a seal or a key is not signed, linked or numbered as it has to be
 */
export type FindingKind = 'modified' | 'removed' | 'inserted' | 'reordered' | 'forged-seal';

/** Something that is not as it was written, and where. */
export interface Finding {
  readonly kind: FindingKind;
  readonly detail: string;
  /** The event's position; of what is missing, where that is known. */
  readonly position?: Position;
  readonly stream?: string;
  readonly revision?: number;
  readonly eventType?: string;
  /** The number of the seal that tells, or that is damaged itself. */
  readonly seal?: number;
}

/** A finding while others may still add to it. */
export interface Clue extends Finding {
  /** Orders findings: a position at or next to the place. */
  readonly at: Position;
  /** What told. */
  readonly source: 'chain' | 'positions' | 'tags' | 'seals';
  /** Of what is missing: it stood behind this event … */
  readonly after?: Position;
  /** … and before this one. */
  readonly before?: Position;
  /** How many events are missing. */
  readonly missing?: number;
  /** The tag of the event, which its seal does not know at this place. */
  readonly tag?: string;
  /** Tags of sealed events that are not at this place. */
  readonly lost?: readonly string[];
}
