import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { StoreUnavailable } from '@evidesk/kernel';
import { isSha256, nameOf, verifying } from '../../content-hash.js';
import type { BlobStore, OpenBlob, StoredBlob } from '../../port.js';

const RETRY_AFTER_MS = 5_000;
/** Kept to the owner, as the rest of the data folder is. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
const INCOMING = 'incoming';

export interface FileBlobStoreOptions {
  /** Made when it is not there. */
  readonly folder: string;
}

/** Blobs as files `ab/cd/<sha256>`. A file appears whole or not at all, and is on the disk when `put` resolves. */
export function openFileBlobStore({ folder }: FileBlobStoreOptions): BlobStore {
  const folderOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256.slice(2, 4));
  const fileOf = (sha256: string) => join(folderOf(sha256), sha256);
  return {
    async put(bytes) {
      const blob = nameOf(bytes);
      await ifItCan(async () => {
        if ((await sizeOf(fileOf(blob.sha256))) === blob.size) return;
        await mkdir(join(folder, INCOMING), { recursive: true, mode: FOLDER_MODE });
        await mkdir(folderOf(blob.sha256), { recursive: true, mode: FOLDER_MODE });
        await writeWhole(bytes, join(folder, INCOMING, randomUUID()), fileOf(blob.sha256));
        await flushFolders(folder, blob);
      });
      return blob;
    },
    async open(sha256) {
      return isSha256(sha256) ? ifItCan(() => openFile(fileOf(sha256), sha256)) : undefined;
    },
    async remove(sha256) {
      if (!isSha256(sha256)) return false;
      return ifItCan(async () => {
        if ((await sizeOf(fileOf(sha256))) === undefined) return false;
        await rm(fileOf(sha256), { force: true });
        await flushFolders(folder, { sha256 });
        return true;
      });
    },
    close: () => Promise.resolve(),
  };

  async function flushFolders(root: string, { sha256 }: Pick<StoredBlob, 'sha256'>): Promise<void> {
    for (const path of [folderOf(sha256), join(root, sha256.slice(0, 2)), root]) {
      const handle = await open(path, 'r');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    }
  }
}

async function writeWhole(bytes: Uint8Array, incoming: string, file: string): Promise<void> {
  try {
    const handle = await open(incoming, 'wx', FILE_MODE);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(incoming, file);
  } catch (error) {
    await rm(incoming, { force: true });
    throw error;
  }
}

async function openFile(file: string, sha256: string): Promise<OpenBlob | undefined> {
  const size = await sizeOf(file);
  if (size === undefined) return undefined;
  const handle = await open(file, 'r');
  const checked = verifying({ sha256, size });
  // Whoever reads is told of a failure by the stream itself.
  pipeline(handle.createReadStream(), checked, () => undefined);
  return { sha256, size, bytes: checked };
}

async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A disk that is full, read-only or failing is a store that is away: what was to be stored can come again. */
async function ifItCan<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
    throw new StoreUnavailable('blob-store', RETRY_AFTER_MS, { cause: error });
  }
}
