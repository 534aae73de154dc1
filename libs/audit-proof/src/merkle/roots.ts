import { leafText, type LeafSource } from './event-leaf.js';
import { hexOf, leafHash, merkleRoot } from './tree-hash.js';

/** Tells whether trees over events have the roots that seals say. */
export interface Roots {
  /** Whether the tree over these events has this root; one that finds out later says yes, and tells in the end. */
  holds(root: string, events: readonly LeafSource[]): boolean;
  /** Resolves when it can take more. */
  ready(): Promise<void>;
}

/** Whether the tree over leaves given by their texts has a root given in hexadecimal digits. */
export const hasRoot = (root: string, texts: readonly string[]): boolean =>
  hexOf(merkleRoot(texts.map((text) => leafHash(text)))) === root;

/** Finds out at once. */
export const rootsAtOnce: Roots = {
  holds: (root, events) => hasRoot(root, events.map(leafText)),
  ready: () => Promise.resolve(),
};
