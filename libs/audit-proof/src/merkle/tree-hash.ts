import { hash } from 'node:crypto';

/** The bytes of a SHA-256 hash. */
export const HASH_BYTES = 32;

const NODE = 0x01;
// One message at a time is put together and hashed at once: nothing else sees these bytes.
const scratch = Buffer.alloc(1 + 2 * HASH_BYTES);
scratch[0] = NODE;

/** The hash of a leaf (RFC 9162, 2.1.1): SHA-256 of 0x00 and the leaf's text in UTF-8. */
export function leafHash(text: string): Buffer {
  return hash('sha256', `\0${text}`, 'buffer');
}

/** The hash of an inner node (RFC 9162, 2.1.1): SHA-256 of 0x01 and its two children. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  scratch.set(left, 1);
  scratch.set(right, 1 + HASH_BYTES);
  return hash('sha256', scratch, 'buffer');
}

/** The root of a tree without leaves: SHA-256 of nothing. */
export const EMPTY_ROOT: Buffer = hash('sha256', '', 'buffer');

/** The root of a growing tree. Holds one hash for each power of two in the number of its leaves. */
export class MerkleFrontier {
  /** Roots of full subtrees, from the left; the sizes are the powers of two in `size`, largest first. */
  private readonly peaks: Buffer[] = [];
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** Adds the hash of a leaf. */
  append(leaf: Buffer): void {
    let subtree = leaf;
    for (let rest = this.count; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      subtree = nodeHash(this.peaks.pop() as Buffer, subtree);
    }
    this.peaks.push(subtree);
    this.count += 1;
  }

  root(): Buffer {
    const last = this.peaks.at(-1);
    if (last === undefined) return EMPTY_ROOT;
    return this.peaks.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last);
  }
}

/** The root of a tree of leaves given by their hashes. */
export function merkleRoot(leaves: readonly Buffer[]): Buffer {
  const frontier = new MerkleFrontier();
  for (const leaf of leaves) frontier.append(leaf);
  return frontier.root();
}
