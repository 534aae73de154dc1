import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StoreDamaged, StoreTooNew } from '@evidesk/event-store';
import { type CheckBackupOptions, readBackup } from './check-backup.js';
import { copyFile, digestOf, flushFolder } from './copy-file.js';
import { DATA_FILES } from './data-files.js';
import { BackupError, translateWrite } from './errors.js';
import { damaged, type Manifest } from './manifest.js';
import { verifyEvents } from './verify-events.js';

/** In the data folder while a backup is restored into it. A desk does not start beside it. */
export const RESTORING = 'restoring';
/** What a file system of its own has at its top. */
const NOBODYS = new Set(['lost+found']);
const FOLDER_MODE = 0o700;

export interface RestoreOptions extends CheckBackupOptions {
  /** Empty, or not there. */
  readonly dataDir: string;
  onVerify?(events: number, total: number): void;
}

/** What was restored, or could be. */
export interface Restored {
  readonly manifest: Manifest;
  /** Declared keys that are not in the backup. */
  readonly missingKeys: readonly string[];
}

/**
 * Restores a backup into an empty data folder, and verifies what it restored: each file's SHA-256, and chains, seals and
 * signatures of the events. The folder holds the desk only when all is well; otherwise it is left empty.
 * @throws BackupError
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { backup, dataDir, signal } = options;
  await refuseNonEmpty(dataDir);
  const staging = join(dataDir, RESTORING);
  try {
    await mkdir(dataDir, { recursive: true });
    await mkdir(staging, { mode: FOLDER_MODE });
  } catch (error) {
    throw translateWrite(error, dataDir);
  }
  try {
    const manifest = await readBackup(options, async (path) => {
      const to = join(staging, path);
      await mkdir(dirname(to), { recursive: true, mode: FOLDER_MODE });
      return copyFile(join(backup, path), to, signal);
    });
    await verifyAgainst(manifest, join(staging, 'events.db'), options);
    await bringUp(staging, dataDir);
    return restored(manifest);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    throw translateWrite(error, dataDir);
  }
}

/** Checks all that `restoreBackup` would, and writes nothing. @throws BackupError */
export async function checkBackup(options: Omit<RestoreOptions, 'dataDir'>): Promise<Restored> {
  const manifest = await readBackup(options, (path) => digestOf(join(options.backup, path), options.signal));
  await verifyAgainst(manifest, join(options.backup, 'events.db'), options);
  return restored(manifest);
}

/** @throws BackupError when a restore into this data folder was cut short */
export function refuseHalfRestored(dataDir: string, exists: (path: string) => boolean): void {
  if (!exists(join(dataDir, RESTORING))) return;
  const message = `a restore into ${dataDir} is going on or was cut short: empty the folder and restore again`;
  throw new BackupError('unavailable', 'restore.cut-short', message);
}

async function refuseNonEmpty(dataDir: string): Promise<void> {
  const entries = await readdir(dataDir).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR') throw new BackupError('refused', 'restore.not-empty', `${dataDir} is no folder`);
    throw error;
  });
  const found = entries.filter((entry) => !NOBODYS.has(entry)).sort();
  if (found.includes(RESTORING)) refuseHalfRestored(dataDir, () => true);
  if (found.length === 0) return;
  const message = `${dataDir} is not empty (${found.slice(0, 3).join(', ')} …): a backup is restored into an empty folder; move what is there elsewhere`;
  throw new BackupError('refused', 'restore.not-empty', message);
}

/** Holds the events to what the manifest says of them. */
async function verifyAgainst(
  { events }: Manifest,
  file: string,
  { signal, onVerify }: Pick<RestoreOptions, 'signal' | 'onVerify'>,
): Promise<void> {
  try {
    const found = await verifyEvents({ file, signal, ...(onVerify !== undefined && { onProgress: onVerify }) });
    const [first] = found.findings;
    if (!found.intact) throw damaged('events.db', first === undefined ? 'it can not be read' : first.detail);
    if (found.head !== events.head || found.events !== events.count)
      throw damaged('events.db', `it has ${found.events} events, and the manifest tells of ${events.count}`);
  } catch (error) {
    if (error instanceof StoreDamaged) throw damaged('events.db', error.reason, { cause: error });
    if (error instanceof StoreTooNew) throw new BackupError('refused', 'backup.newer', error.message, { cause: error });
    throw error;
  }
}

/** Moves what is whole into its place; the folder that holds a start up goes last. */
async function bringUp(staging: string, dataDir: string): Promise<void> {
  for (const entry of await readdir(staging)) await rename(join(staging, entry), join(dataDir, entry));
  await flushFolder(dataDir);
  await rmdir(staging);
  await flushFolder(dataDir);
}

function restored(manifest: Manifest): Restored {
  const keys = DATA_FILES.filter(({ isKey, name }) => isKey === true && !name.endsWith('.next'));
  const there = new Set(manifest.files.map(({ name }) => name));
  return { manifest, missingKeys: keys.map(({ name }) => name).filter((name) => !there.has(name)) };
}
