import { open } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { refuseWhenAsked } from '../../errors.js';

/** Pages of 4 kB: few enough that a signal is heard at once, many enough to keep a disk busy. */
const PAGES_PER_STEP = 2_048;
const OWNER_ONLY = 0o600;

export interface CopyDatabaseOptions {
  readonly from: string;
  /** A file that is not there. */
  readonly to: string;
  readonly signal?: AbortSignal | undefined;
  /** In pages. */
  onProgress?(done: number, total: number): void;
}

/**
 * Copies a SQLite file as it is at one instant, while others write to it, and checks the copy's pages and indexes. The copy is
 * on the disk, and one file: nothing stands beside it.
 * @throws CorruptCopy when the copy is not sound; whatever the driver throws
 */
export async function copyDatabase({ from, to, signal, onProgress }: CopyDatabaseOptions): Promise<void> {
  const file = await open(to, 'wx', OWNER_ONLY);
  await file.close();
  const source = new Database(from, { readonly: true, fileMustExist: true });
  try {
    // One reading transaction over all steps: writers go on, and the copy does not begin again with each of their commits.
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM sqlite_schema').get();
    await source.backup(to, {
      progress: ({ totalPages, remainingPages }) => {
        refuseWhenAsked(signal);
        onProgress?.(totalPages - remainingPages, totalPages);
        return PAGES_PER_STEP;
      },
    });
  } finally {
    source.close();
  }
  settle(to);
}

/** A copied database is not sound. */
export class CorruptCopy extends Error {
  override readonly name = 'CorruptCopy';
}

/** Makes one file of a copy whose original writes ahead, and looks through it. */
function settle(file: string): void {
  const copy = new Database(file);
  try {
    copy.pragma('journal_mode = DELETE');
    const report = copy.pragma('integrity_check(1)', { simple: true });
    if (report !== 'ok') throw new CorruptCopy(String(report));
  } finally {
    copy.close();
  }
}
