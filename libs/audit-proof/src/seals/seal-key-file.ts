import { randomBytes } from 'node:crypto';
import { link, mkdir, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isPrivate, KeyFileError } from '@evidesk/platform';
import { generateSealKey, parseSealKey, type SealKey } from './seal-key.js';

const OWNER_ONLY = 0o600;

/** The file in which the private key is. A key that is to take over waits beside it, as `<file>.next`. */
export class SealKeyFile {
  constructor(readonly path: string) {}

  /**
   * The key, made on first use. Two processes that start together end up with the same.
   * @throws KeyFileError when others may read the file, or it holds no Ed25519 key
   */
  async readOrCreate(): Promise<SealKey> {
    return (await this.read()) ?? (await this.create());
  }

  /** The key; `undefined` when there is none yet. @throws KeyFileError */
  read(): Promise<SealKey | undefined> {
    return readKey(this.path);
  }

  /** The key that is to take over, made now unless an interrupted change of keys has left one. @throws KeyFileError */
  async prepareNext(): Promise<SealKey> {
    const waiting = await readKey(this.next);
    if (waiting !== undefined) return waiting;
    const key = generateSealKey();
    await writeOnce(this.next, key.toPem());
    return (await readKey(this.next)) ?? key;
  }

  /**
   * The key with this id, wherever a change of keys was interrupted: the file's own, or the one that waits, which then
   * takes its place. `undefined` when neither is it. @throws KeyFileError
   */
  async readAs(keyId: string): Promise<SealKey | undefined> {
    const current = await this.read();
    if (current?.publicKey.id === keyId) return current;
    const waiting = await readKey(this.next);
    if (waiting?.publicKey.id !== keyId) return undefined;
    await rename(this.next, this.path);
    return waiting;
  }

  private get next(): string {
    return `${this.path}.next`;
  }

  private async create(): Promise<SealKey> {
    await writeOnce(this.path, generateSealKey().toPem());
    const key = await this.read();
    if (key === undefined) throw new KeyFileError(`${this.path} was removed as soon as it was made`);
    return key;
  }
}

async function readKey(path: string): Promise<SealKey | undefined> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    const { mode, uid } = await file.stat();
    if (!isPrivate({ mode, uid })) {
      const shown = (mode & 0o777).toString(8);
      throw new KeyFileError(`${path} can be read by others (mode ${shown}): chmod 600 it, and rotate the key`);
    }
    return parse(path, await file.readFile('utf8'));
  } finally {
    await file.close();
  }
}

function parse(path: string, text: string): SealKey {
  try {
    return parseSealKey(text);
  } catch (error) {
    throw new KeyFileError(`${path} does not hold an Ed25519 private key in PEM`, { cause: error });
  }
}

/** Written aside, on disk, and linked into place, so that the file is never seen half-written; the first one stays. */
async function writeOnce(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const aside = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const file = await open(aside, 'wx', OWNER_ONLY);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(aside);
  }
}
