import { merkleRoot, nodeHash, type TreeHash } from './tree-hash.js';

/**
 * The hashes by which the leaf at `index` leads to the root (RFC 9162, 2.1.3.1), the leaf's own neighbour first.
 * @throws RangeError when there is no such leaf
 */
export function inclusionPath(leaves: readonly TreeHash[], index: number): readonly TreeHash[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length)
    throw new RangeError(`no leaf ${index} in a tree of ${leaves.length}`);
  if (leaves.length === 1) return [];
  const split = largestPowerOfTwoBelow(leaves.length);
  const left = leaves.slice(0, split);
  const right = leaves.slice(split);
  return index < split
    ? [...inclusionPath(left, index), merkleRoot(right)]
    : [...inclusionPath(right, index - split), merkleRoot(left)];
}

/**
 * The root to which a leaf and its path lead (RFC 9162, 2.1.3.2); `undefined` when no tree of that size has such a path.
 * @param index of the leaf, from 0
 * @param size of the tree, in leaves
 */
export function rootByPath(
  leaf: TreeHash,
  index: number,
  size: number,
  path: readonly TreeHash[],
): TreeHash | undefined {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return undefined;
  let place = index;
  let last = size - 1;
  let root = leaf;
  for (const neighbour of path) {
    if (last === 0) return undefined;
    if (place % 2 === 1 || place === last) {
      root = nodeHash(neighbour, root);
      // A node without a neighbour on its right goes up as it is.
      while (place % 2 === 0 && place !== 0) {
        place /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      root = nodeHash(root, neighbour);
    }
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? root : undefined;
}

function largestPowerOfTwoBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}
