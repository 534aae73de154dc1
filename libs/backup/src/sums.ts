import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DATA_FILES } from './data-files.js';
import { damaged, SUMS } from './manifest.js';

const OWNER_ONLY = 0o600;
const LINE = /^([0-9a-f]{64}) {2}(\S+)$/;
const PATH = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,3}$/;

/** A file of a backup. */
export interface Sum {
  /** From the backup's folder, with `/`. */
  readonly path: string;
  readonly sha256: string;
}

/** Writes the sums of a backup's files, line by line. */
export class SumsWriter {
  private constructor(private readonly file: FileHandle) {}

  static async create(backup: string): Promise<SumsWriter> {
    return new SumsWriter(await open(join(backup, SUMS), 'wx', OWNER_ONLY));
  }

  async add({ path, sha256 }: Sum): Promise<void> {
    await this.file.writeFile(`${sha256}  ${path}\n`);
  }

  /** On the disk. */
  async close(): Promise<void> {
    try {
      await this.file.sync();
    } finally {
      await this.file.close();
    }
  }
}

/** The files that a backup's sums name. @throws BackupError for a line that no backup of ours has */
export async function* readSums(backup: string): AsyncGenerator<Sum> {
  const path = join(backup, SUMS);
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  for await (const line of lines) {
    const [, sha256 = '', file = ''] = LINE.exec(line) ?? [];
    // Never a path that leads out of the folder, whoever wrote it.
    const [top = ''] = file.split('/', 1);
    if (!PATH.test(file) || !DATA_FILES.some(({ name }) => name === top))
      throw damaged(path, `a line names no file of a desk: ${line.slice(0, 200)}`);
    yield { path: file, sha256 };
  }
}
