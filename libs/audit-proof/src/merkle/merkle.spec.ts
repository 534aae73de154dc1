import { hash } from 'node:crypto';
import * as fc from 'fast-check';
import { inclusionPath, rootByPath } from './inclusion.js';
import { EMPTY_ROOT, hashOfHex, hexOf, leafHash, MerkleFrontier, merkleRoot, type TreeHash } from './tree-hash.js';

/** The inputs and hashes that implementations of RFC 6962 and RFC 9162 share as known answers. */
const INPUTS = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const L0 = '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d';
const L1 = '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7';
const L4 = 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b';
const N01 = 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125';
const N23 = '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e';
const N67 = 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0';
const N03 = 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7';
const N47 = '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4';

const leaves = INPUTS.map((hex) => hash('sha256', Buffer.from(`00${hex}`, 'hex'), 'binary'));

const indexed = fc.array(fc.string(), { minLength: 1, maxLength: 70 }).chain((texts) =>
  fc.record({
    // No two alike: equal leaves have equal proofs.
    leaves: fc.constant(texts.map((text, at) => leafHash(`${at} ${text}`))),
    index: fc.nat(texts.length - 1),
    bit: fc.nat(255),
    place: fc.nat(),
  }),
);

function flipped(leaf: TreeHash, bit: number): TreeHash {
  const bytes = Buffer.from(leaf, 'latin1');
  bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
  return bytes.toString('latin1');
}

describe('Merkle trees by RFC 9162', () => {
  it('give the known roots, whole and growing', () => {
    const growing = new MerkleFrontier();
    expect(hexOf(EMPTY_ROOT)).toBe(ROOTS[0]);
    for (let size = 0; size <= leaves.length; size += 1) {
      expect(hexOf(merkleRoot(leaves.slice(0, size)))).toBe(ROOTS[size]);
      expect(hexOf(growing.root())).toBe(ROOTS[size]);
      if (size < leaves.length) growing.append(leaves[size] as TreeHash);
    }
    expect(growing.size).toBe(8);
  });

  it('hash a leaf’s text behind a zero byte, in UTF-8', () => {
    expect(hexOf(leafHash(''))).toBe(L0);
    expect(leafHash('告警')).toEqual(hash('sha256', Buffer.concat([Buffer.from([0]), Buffer.from('告警')]), 'binary'));
  });

  it.each<[number, number, readonly string[]]>([
    [0, 1, []],
    [0, 2, [L1]],
    [1, 2, [L0]],
    [2, 3, [N01]],
    [1, 5, [L0, N23, L4]],
    [0, 8, [L1, N23, N47]],
    [5, 8, [L4, N67, N03]],
  ])('prove leaf %i of %i by the known path', (index, size, path) => {
    expect(inclusionPath(leaves.slice(0, size), index).map(hexOf)).toEqual(path);
  });

  it('prove every leaf of every tree', () => {
    fc.assert(
      fc.property(indexed, ({ leaves: all, index }) => {
        const root = rootByPath(all[index] as TreeHash, index, all.length, inclusionPath(all, index));
        expect(root).toEqual(merkleRoot(all));
      }),
    );
  });

  it('prove nothing once any bit is flipped, of the leaf or of its path', () => {
    fc.assert(
      fc.property(indexed, ({ leaves: all, index, bit, place }) => {
        const parts = [all[index] as TreeHash, ...inclusionPath(all, index)];
        const at = place % parts.length;
        const [leaf, ...path] = parts.map((part, part0) => (part0 === at ? flipped(part, bit) : part));
        expect(rootByPath(leaf as TreeHash, index, all.length, path)).not.toEqual(merkleRoot(all));
      }),
    );
  });

  it('prove nothing at another place, or with a path too long or too short', () => {
    fc.assert(
      fc.property(indexed, ({ leaves: all, index, place }) => {
        const leaf = all[index] as TreeHash;
        const path = inclusionPath(all, index);
        const root = merkleRoot(all);
        const elsewhere = place % all.length;
        if (elsewhere !== index) expect(rootByPath(leaf, elsewhere, all.length, path)).not.toEqual(root);
        expect(rootByPath(leaf, index, all.length, [...path, leaf])).not.toEqual(root);
        if (path.length > 0) expect(rootByPath(leaf, index, all.length, path.slice(1))).not.toEqual(root);
        expect(rootByPath(leaf, all.length, all.length, path)).toBeUndefined();
        expect(rootByPath(leaf, -1, all.length, path)).toBeUndefined();
      }),
    );
  });

  it.each(['', 'ab', 'g'.repeat(64), 'a'.repeat(66)])('take no %j for a hash', (text) => {
    expect(() => hashOfHex(text)).toThrow(RangeError);
    expect(hexOf(hashOfHex(L0))).toBe(L0);
  });

  it('know no leaf beyond the last', () => {
    expect(() => inclusionPath(leaves, 8)).toThrow(RangeError);
    expect(() => inclusionPath([], 0)).toThrow(RangeError);
  });
});
