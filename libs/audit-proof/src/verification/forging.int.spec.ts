import { metadata, Vault } from '../../testing/vault.fixture.js';
import { insert, putSeal, rechain, sealAt } from '../../testing/tamper.fixture.js';
import type { Seal } from '../contract/seal-events.js';
import { eventLeaf } from '../merkle/event-leaf.js';
import { hexOf, merkleRoot } from '../merkle/tree-hash.js';
import { tagOf } from '../sealing/sealed-range.js';
import { signSeal } from '../seals/seal.js';
import { generateSealKey } from '../seals/seal-key.js';

let vault: Vault;

/** Positions: 1–6 events, 7 key, 8 seal 1; 9–13 events, 14 seal 2; 15–18 events, 19 seal 3; 20–21 unsealed. */
beforeEach(async () => {
  vault = new Vault();
  await vault.record(['a', 'b', 'a', 'c', 'b', 'a']);
  await vault.record(['b', 'c', 'a', 'd', 'b']);
  await vault.record(['c', 'a', 'd', 'b']);
  await vault.record(['e', 'd'], { seal: false });
});
afterEach(() => vault.remove());

const at = (position: number) => String(position).padStart(16, '0');
const first = async () => (await vault.verify()).findings[0];

describe('a seal that was forged is named', () => {
  it.each<[string, (seal: Seal) => Partial<Seal>]>([
    ['root', () => ({ root: 'a'.repeat(64) })],
    ['count', ({ count }) => ({ count: count + 1 })],
    ['range', () => ({ to: at(12) })],
    ['time', () => ({ sealedAt: '2020-01-01T00:00:00.000Z' })],
    ['link', () => ({ previousSeal: 'b'.repeat(64) })],
    ['signature', ({ signature }) => ({ signature: `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}` })],
  ])('by its %s', async (_, change) => {
    vault.tamper((db) => putSeal(db, 14, { ...sealAt(db, 14), ...change(sealAt(db, 14)) }));
    const { findings } = await vault.verify();
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ kind: 'forged-seal', position: at(14), stream: 'seals', seal: 2 });
  });

  it('where another key has signed it', async () => {
    vault.tamper((db) => {
      const { tags, signature: _, ...seal } = sealAt(db, 14);
      putSeal(db, 14, { tags, ...signSeal(seal, generateSealKey()) });
    });
    expect(await first()).toMatchObject({
      kind: 'forged-seal',
      seal: 2,
      detail: expect.stringContaining('signature') as string,
    });
  });

  it('where another key has signed it in its own name', async () => {
    vault.tamper((db) => {
      const key = generateSealKey();
      const { tags, signature: _, ...seal } = sealAt(db, 14);
      putSeal(db, 14, { tags, ...signSeal({ ...seal, keyId: key.publicKey.id }, key) });
    });
    expect(await first()).toMatchObject({
      kind: 'forged-seal',
      seal: 2,
      detail: expect.stringContaining('is not the one that signs') as string,
    });
  });

  it('where history was changed and sealed anew by the very key: the next seal does not link to it', async () => {
    const key = await vault.keyFile.read();
    vault.tamper((db) => {
      db.exec(`UPDATE events SET data = '{"text":"another"}' WHERE position = 10`);
      rechain(db, 'c');
    });
    const range = (await vault.events()).slice(8, 13);
    vault.tamper((db) => {
      const { signature: _, tags: __, ...seal } = sealAt(db, 14);
      const root = hexOf(merkleRoot(range.map(eventLeaf)));
      const tags = Buffer.concat(range.map(({ hash }) => tagOf(hash))).toString('base64');
      putSeal(db, 14, { tags, ...signSeal({ ...seal, root }, key!) });
    });
    expect((await vault.verify()).findings).toContainEqual(
      expect.objectContaining({ kind: 'forged-seal', seal: 3, position: at(19) }),
    );
  });

  it('where a foreign event is among the seals', async () => {
    vault.tamper((db) => {
      insert(db, 22, 'seals', 4);
      rechain(db, 'seals');
    });
    expect(await first()).toMatchObject({ kind: 'inserted', position: at(22), stream: 'seals', revision: 4 });
  });

  it('where all was sealed anew with another key, to one who knows the right key', async () => {
    const { keys } = await vault.verify();
    const copy = new Vault();
    await copy.record(['a', 'b']);
    expect(await copy.verify()).toMatchObject({ intact: true });
    expect((await copy.verify({ knownKey: keys[0]?.slice(0, 16) })).findings).toMatchObject([{ kind: 'forged-seal' }]);
    expect(await vault.verify({ knownKey: keys[0]?.slice(0, 16) })).toMatchObject({ intact: true });
    copy.remove();
  });
});

describe('a change of keys', () => {
  it('is followed, and the new key signs from then on', async () => {
    await vault.write((_, recorder) => recorder.rotateKey(metadata()));
    await vault.record(['a', 'b']);
    const { intact, keys, seals } = await vault.verify();
    expect({ intact, keys: keys.length, seals }).toEqual({ intact: true, keys: 2, seals: 4 });
    expect((await vault.keyFile.read())?.publicKey.id).toBe(keys[1]);
  });

  it('is not believed when the old key has not signed it', async () => {
    const { keys } = await vault.verify();
    await vault.write((_, recorder) => recorder.rotateKey(metadata()));
    vault.tamper((db) => {
      const rotation = sealAt(db, 22);
      putSeal(db, 22, { ...rotation, previousSignature: rotation.signature });
    });
    expect(keys).toHaveLength(1);
    expect(await first()).toMatchObject({ kind: 'forged-seal', position: at(22), eventType: 'seal.key-rotated' });
  });
});
