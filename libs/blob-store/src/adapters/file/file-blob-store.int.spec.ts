import { mkdtempSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { StoreUnavailable } from '@evidesk/kernel';
import { blobStoreContract } from '../../contract.js';
import { openFileBlobStore } from './file-blob-store.js';

const shared = mkdtempSync(join(tmpdir(), 'evidesk-blobs-'));
blobStoreContract('files', {
  open: () => openFileBlobStore({ folder: shared }),
  dispose: () => rm(shared, { recursive: true, force: true }),
});

describe('blobs as files', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evidesk-blobs-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const pathOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);

  it('are for the owner only, and leave nothing behind while they come in', async () => {
    const { sha256 } = await openFileBlobStore({ folder }).put(Buffer.from('secret'));
    expect((await stat(pathOf(sha256))).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
  });

  it('are never given back when they were tampered with', async () => {
    const store = openFileBlobStore({ folder });
    const { sha256 } = await store.put(Buffer.from('original'));
    await writeFile(pathOf(sha256), 'tampered');
    const found = await store.open(sha256);
    await expect(text(found?.bytes as NodeJS.ReadableStream)).rejects.toThrow(/damaged/);
  });

  it('replace a file that a crash left short', async () => {
    const store = openFileBlobStore({ folder });
    const { sha256 } = await store.put(Buffer.from('complete'));
    await writeFile(pathOf(sha256), 'comp');
    await store.put(Buffer.from('complete'));
    expect(await text((await store.open(sha256))?.bytes as NodeJS.ReadableStream)).toBe('complete');
  });

  it('say that the store is away when the disk does not take them', async () => {
    await writeFile(join(folder, 'file'), '');
    const store = openFileBlobStore({ folder: join(folder, 'file') });
    await expect(store.put(Buffer.from('x'))).rejects.toThrow(StoreUnavailable);
  });
});
