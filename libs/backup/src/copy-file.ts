import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { refuseWhenAsked } from './errors.js';

const CHUNK_BYTES = 1024 * 1024;
const OWNER_ONLY = 0o600;

/** What a file's bytes are. */
export interface Digest {
  readonly bytes: number;
  readonly sha256: string;
}

/** Copies a file, kept to its owner, and answers what was written. It is on the disk afterwards. */
export async function copyFile(from: string, to: string, signal?: AbortSignal): Promise<Digest> {
  const target = await open(to, 'wx', OWNER_ONLY);
  try {
    const digest = await eachChunk(from, signal, async (chunk) => {
      await target.writeFile(chunk);
    });
    await target.sync();
    return digest;
  } finally {
    await target.close();
  }
}

/** What a file's bytes are. */
export const digestOf = (path: string, signal?: AbortSignal): Promise<Digest> =>
  eachChunk(path, signal, () => Promise.resolve());

/** Makes a folder's entries last. */
export async function flushFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function eachChunk(
  path: string,
  signal: AbortSignal | undefined,
  take: (chunk: Buffer) => Promise<void>,
): Promise<Digest> {
  const source = await open(path, 'r');
  try {
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, ((await source.stat()).size || CHUNK_BYTES) + 1));
    let bytes = 0;
    for (let read = await fill(source, buffer); read > 0; read = await fill(source, buffer)) {
      refuseWhenAsked(signal);
      const chunk = buffer.subarray(0, read);
      hash.update(chunk);
      await take(chunk);
      bytes += read;
    }
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    await source.close();
  }
}

const fill = async (source: FileHandle, buffer: Buffer): Promise<number> => (await source.read(buffer)).bytesRead;
