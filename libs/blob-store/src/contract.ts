import { afterAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { buffer, text } from 'node:stream/consumers';
import type { BlobStore } from './port.js';

/** What every adapter has to keep to. `open` makes a store; called again, one on the same bytes. */
export function blobStoreContract(name: string, harness: { open(): BlobStore; dispose(): Promise<void> }): void {
  describe(`BlobStore on ${name}`, () => {
    const opened: BlobStore[] = [];
    const opening = (): BlobStore => {
      const store = harness.open();
      opened.push(store);
      return store;
    };

    afterAll(async () => {
      await Promise.all(opened.map((store) => store.close()));
      await harness.dispose();
    });

    it('names bytes by what they are, and gives them back', async () => {
      const store = opening();
      const blob = await store.put(Buffer.from('hello'));
      expect(blob).toEqual({
        sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
        size: 5,
      });
      const found = await store.open(blob.sha256);
      expect(found).toMatchObject(blob);
      expect(await text(found?.bytes as NodeJS.ReadableStream)).toBe('hello');
    });

    it('keeps them for who opens the store later', async () => {
      const bytes = randomBytes(700_000);
      const { sha256 } = await opening().put(bytes);
      const found = await opening().open(sha256);
      expect((await buffer(found?.bytes as NodeJS.ReadableStream)).equals(bytes)).toBe(true);
    });

    it('stores the same bytes again without a change, also at once', async () => {
      const store = opening();
      const bytes = randomBytes(1_000);
      const stored = await Promise.all(Array.from({ length: 8 }, () => store.put(bytes)));
      expect(new Set(stored.map(({ sha256 }) => sha256)).size).toBe(1);
      const found = await store.open(stored[0]?.sha256 ?? '');
      expect((await buffer(found?.bytes as NodeJS.ReadableStream)).equals(bytes)).toBe(true);
    });

    it('stores no bytes at all, too', async () => {
      const store = opening();
      const { sha256 } = await store.put(new Uint8Array());
      const found = await store.open(sha256);
      expect(await text(found?.bytes as NodeJS.ReadableStream)).toBe('');
    });

    it('removes them for good, and takes them again', async () => {
      const store = opening();
      const bytes = randomBytes(500);
      const { sha256 } = await store.put(bytes);
      expect(await store.remove(sha256)).toBe(true);
      expect(await opening().open(sha256)).toBeUndefined();
      expect(await store.remove(sha256)).toBe(false);
      expect(await store.remove('../../etc/passwd')).toBe(false);
      await store.put(bytes);
      expect(await store.open(sha256)).toMatchObject({ sha256, size: 500 });
    });

    it.each(['0'.repeat(64), '../../etc/passwd', '', 'A'.repeat(64)])('knows nothing under %j', async (sha256) => {
      expect(await opening().open(sha256)).toBeUndefined();
    });
  });
}
