import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from './copy-file.js';
import { BackupError, refuseWhenAsked } from './errors.js';
import { damaged, type Manifest, readManifest, SUMS } from './manifest.js';
import { readSums } from './sums.js';
import { digestOf } from './copy-file.js';

export interface CheckBackupOptions {
  /** Its folder. */
  readonly backup: string;
  readonly signal?: AbortSignal | undefined;
  onProgress?(bytes: number, total: number): void;
}

/**
 * Reads a backup and holds every file to its SHA-256.
 * @param take reads a file of the backup, by its path from the backup's folder, and answers what its bytes are
 * @throws BackupError naming the first file that is missing or not what was written
 */
export async function readBackup(
  { backup, signal, onProgress }: CheckBackupOptions,
  take: (path: string) => Promise<Digest>,
): Promise<Manifest> {
  const manifest = await readManifest(await folderOf(backup));
  const sums = await orMissing(SUMS, () => digestOf(join(backup, SUMS)));
  if (sums.sha256 !== manifest.sums) throw damaged(SUMS, 'its SHA-256 is another');
  const total = manifest.blobs.bytes + manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
  let bytes = 0;
  for await (const { path, sha256 } of readSums(backup)) {
    refuseWhenAsked(signal);
    const digest = await orMissing(path, () => take(path));
    if (digest.sha256 !== sha256) throw damaged(path, 'its SHA-256 is another');
    bytes += digest.bytes;
    onProgress?.(bytes, total);
  }
  return manifest;
}

async function folderOf(backup: string): Promise<string> {
  const found = await stat(backup).catch(() => undefined);
  if (found?.isDirectory() === true) return backup;
  throw new BackupError('not-found', 'backup.none', `there is no backup ${backup}`);
}

async function orMissing<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw damaged(path, 'it is missing', { cause: error });
  }
}
