import type { RecordedEvent } from '@evidesk/kernel';
import { leafHash, type TreeHash } from './tree-hash.js';

/** What a leaf has to say of an event. */
export type LeafSource = Pick<RecordedEvent, 'stream' | 'revision' | 'hash'>;

/**
 * The text of an event's leaf: its chain hash, its revision and its stream, with a space between. The chain hash covers
 * type, data and metadata, and all earlier events of the stream; the leaf's place in the tree is the event's place in
 * the global order.
 */
export const leafText = ({ stream, revision, hash }: LeafSource): string => `${hash} ${revision} ${stream}`;

/** The hash of an event's leaf. Costs one hash: what was hashed when the event was stored is not hashed again. */
export const eventLeaf = (event: LeafSource): TreeHash => leafHash(leafText(event));
