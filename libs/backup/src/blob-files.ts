import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { copyFile, flushFolder } from './copy-file.js';
import type { SumsWriter } from './sums.js';

const SHA256 = /^[0-9a-f]{64}$/;
const FOLDER_MODE = 0o700;

/** What became of the blobs. */
export interface CopiedBlobs {
  readonly count: number;
  readonly bytes: number;
  /** Names of files whose bytes are others; they are not in the backup. */
  readonly damaged: readonly string[];
}

/** The files of a folder of blobs, as paths in it. Files that are still being written are none. */
export async function* blobPaths(folder: string): AsyncGenerator<string> {
  for (const first of await foldersIn(folder)) {
    for (const second of await foldersIn(join(folder, first))) {
      const names = await readdir(join(folder, first, second));
      for (const name of names.sort()) if (SHA256.test(name)) yield `${first}/${second}/${name}`;
    }
  }
}

/** How many bytes the blobs of a folder have. */
export async function sizeOfBlobs(folder: string): Promise<number> {
  let bytes = 0;
  for await (const path of blobPaths(folder)) bytes += (await stat(join(folder, path))).size;
  return bytes;
}

/**
 * Copies blobs, and holds each to its name.
 * @param name of the folder in both places
 */
export async function copyBlobs(
  { from, to, name }: { readonly from: string; readonly to: string; readonly name: string },
  sums: SumsWriter,
  onProgress: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<CopiedBlobs> {
  const damaged: string[] = [];
  const folders = new Set<string>();
  let count = 0;
  let bytes = 0;
  for await (const path of blobPaths(join(from, name))) {
    const [first = '', second = '', sha256 = ''] = path.split('/');
    const folder = join(to, name, first, second);
    if (!folders.has(folder)) {
      await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
      for (const made of [folder, join(to, name, first), join(to, name)]) folders.add(made);
    }
    const digest = await copyFile(join(from, name, path), join(to, name, path), signal);
    if (digest.sha256 === sha256) {
      await sums.add({ path: `${name}/${path}`, sha256 });
      count += 1;
    } else {
      await rm(join(to, name, path));
      damaged.push(`${name}/${path}`);
    }
    bytes += digest.bytes;
    onProgress(bytes);
  }
  for (const folder of folders) await flushFolder(folder);
  return { count, bytes, damaged };
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  return entries.filter((entry) => entry.isDirectory() && /^[0-9a-f]{2}$/.test(entry.name)).map(({ name }) => name);
}
