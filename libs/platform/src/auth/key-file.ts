import { randomBytes } from 'node:crypto';
import { link, mkdir, open, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isPrivate } from './private-file.js';

const KEY_BYTES = 32;
const OWNER_ONLY = 0o600;

/** The key file can't be trusted. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';
}

/**
 * Reads a 256-bit key, making it on first use. Two processes that start together end up with the same key.
 * @throws KeyFileError when others may read the file or its content is not a key
 */
export async function readOrCreateKey(path: string): Promise<Uint8Array> {
  if (!(await exists(path))) await create(path);
  const file = await open(path, 'r');
  try {
    const { mode, uid } = await file.stat();
    if (!isPrivate({ mode, uid })) {
      throw new KeyFileError(
        `${path} can be read by others (mode ${(mode & 0o777).toString(8)}): chmod 600 it, or delete it to void its tokens`,
      );
    }
    const text = (await file.readFile('utf8')).trim();
    const key = Buffer.from(text, 'base64url');
    if (key.length !== KEY_BYTES) throw new KeyFileError(`${path} does not hold a 256-bit key`);
    return key;
  } finally {
    await file.close();
  }
}

/** Written aside and linked into place, so that the file is never seen half-written, also after the machine has lost its power. */
async function create(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const aside = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const text = `${randomBytes(KEY_BYTES).toString('base64url')}\n`;
  await writeFile(aside, text, { mode: OWNER_ONLY, flag: 'wx', flush: true });
  try {
    await link(aside, path);
  } catch (error) {
    if (!(await exists(path))) throw error;
  } finally {
    await unlink(aside);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
