import { mkdir, readdir, realpath, rename, rm, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { flushFolder } from './copy-file.js';
import { BackupError, translateWrite } from './errors.js';

const FOLDER_MODE = 0o700;
const PARTIAL = '.partial';
/** Beside what is copied: the manifest, and what the file system itself needs. */
const SPARE_BYTES = 4 * 1024 * 1024;

/** A backup on its way: a folder that gets its name only when it is whole. */
export class BackupTarget {
  private constructor(
    /** Where it is written. */
    readonly partial: string,
    private readonly whole: string,
  ) {}

  /**
   * Makes an empty folder for a backup.
   * @param folder where backups are kept; made when it is not there
   * @param name of the new backup's folder in it
   * @throws BackupError when the folder lies in the data folder or can't be written
   */
  static async create(folder: string, name: string, dataDir: string): Promise<BackupTarget> {
    await refuseInside(folder, dataDir);
    try {
      await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
      const whole = join(folder, name);
      const target = new BackupTarget(`${whole}${PARTIAL}`, whole);
      await mkdir(target.partial, { mode: FOLDER_MODE });
      return target;
    } catch (error) {
      throw translateWrite(error, folder);
    }
  }

  /** @throws BackupError when so many bytes do not fit */
  async refuseFull(bytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.partial);
    const free = bavail * bsize;
    if (free >= bytes + SPARE_BYTES) return;
    const message = `there is no room in ${dirname(this.whole)}: the backup takes ${mebibytes(bytes)}, and ${mebibytes(free)} are free`;
    throw new BackupError('failed', 'backup.disk-full', message);
  }

  /** Gives the backup its name, for good. Answers its path. */
  async complete(): Promise<string> {
    await flushFolder(this.partial);
    await rename(this.partial, this.whole);
    await flushFolder(dirname(this.whole));
    return this.whole;
  }

  /** Removes what was written so far. */
  async discard(): Promise<void> {
    await rm(this.partial, { recursive: true, force: true });
  }
}

/** Backups in a folder that were cut short, or are being written now. */
export async function partialBackups(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder).catch(() => []);
  return entries.filter((name) => name.startsWith('evidesk-') && name.endsWith(PARTIAL)).sort();
}

async function refuseInside(folder: string, dataDir: string): Promise<void> {
  const way = relative(await realpath(dataDir), await realFolder(resolve(folder)));
  if (way === '..' || way.startsWith(`..${sep}`)) return;
  const message = `${folder} is the data folder or lies in it: a backup there is lost with the data`;
  throw new BackupError('refused', 'backup.inside-data', message);
}

/** Where a folder that may not be there yet will be. */
async function realFolder(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found !== undefined) return realpath(path);
  const parent = dirname(path);
  return parent === path ? path : join(await realFolder(parent), basename(path));
}

const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 1024 / 1024)} MiB`;
