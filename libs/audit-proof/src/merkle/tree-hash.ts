import { hash } from 'node:crypto';

/** The bytes of a SHA-256 hash. */
const HASH_BYTES = 32;

const NODE = 0x01;
// One message at a time is put together and hashed at once: nothing else sees these bytes.
const scratch = Buffer.alloc(1 + 2 * HASH_BYTES);
scratch[0] = NODE;

/** A SHA-256 hash: a string of 32 characters, one for each byte. A buffer for each would cost more than the hashing. */
export type TreeHash = string;

const BYTES = 'binary';

/** A hash in hexadecimal digits. */
export const hexOf = (treeHash: TreeHash): string => Buffer.from(treeHash, BYTES).toString('hex');

/** The hash that hexadecimal digits stand for. @throws RangeError when they stand for none */
export function hashOfHex(hex: string): TreeHash {
  const bytes = Buffer.from(hex, 'hex');
  if (hex.length !== 2 * HASH_BYTES || bytes.length !== HASH_BYTES) throw new RangeError(`${hex} is no SHA-256 hash`);
  return bytes.toString(BYTES);
}

/** The hash of a leaf (RFC 9162, 2.1.1): SHA-256 of 0x00 and the leaf's text in UTF-8. */
export function leafHash(text: string): TreeHash {
  return hash('sha256', `\0${text}`, BYTES);
}

/** The hash of an inner node (RFC 9162, 2.1.1): SHA-256 of 0x01 and its two children. */
export function nodeHash(left: TreeHash, right: TreeHash): TreeHash {
  scratch.write(left, 1, HASH_BYTES, BYTES);
  scratch.write(right, 1 + HASH_BYTES, HASH_BYTES, BYTES);
  return hash('sha256', scratch, BYTES);
}

/** The root of a tree without leaves: SHA-256 of nothing. */
export const EMPTY_ROOT: TreeHash = hash('sha256', '', BYTES);

/** The root of a growing tree. Holds one hash for each power of two in the number of its leaves. */
export class MerkleFrontier {
  /** Roots of full subtrees, from the left; the sizes are the powers of two in `size`, largest first. */
  private readonly peaks: TreeHash[] = [];
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** Adds the hash of a leaf. */
  append(leaf: TreeHash): void {
    let subtree = leaf;
    for (let rest = this.count; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      subtree = nodeHash(this.peaks.pop() as TreeHash, subtree);
    }
    this.peaks.push(subtree);
    this.count += 1;
  }

  root(): TreeHash {
    const last = this.peaks.at(-1);
    if (last === undefined) return EMPTY_ROOT;
    return this.peaks.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last);
  }
}

/** The root of a tree of leaves given by their hashes. */
export function merkleRoot(leaves: readonly TreeHash[]): TreeHash {
  const frontier = new MerkleFrontier();
  for (const leaf of leaves) frontier.append(leaf);
  return frontier.root();
}
