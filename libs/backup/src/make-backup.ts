import { existsSync } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Verification } from '@evidesk/audit-proof';
import { StoreDamaged, type StoredEvent } from '@evidesk/event-store';
import { copyDatabase, CorruptCopy } from './adapters/sqlite/copy-database.js';
import { BackupTarget } from './backup-target.js';
import { copyBlobs, type CopiedBlobs, sizeOfBlobs } from './blob-files.js';
import { copyFile, type Digest, digestOf } from './copy-file.js';
import { DATA_FILES, type DataFile, declarationOf } from './data-files.js';
import { BackupError, refuseWhenAsked, translateWrite } from './errors.js';
import { FORMAT_VERSION, type Manifest, MANIFEST, manifestText, SUMS } from './manifest.js';
import { SumsWriter } from './sums.js';
import { verifyEvents } from './verify-events.js';

/** What is being done; the unit of its progress is its own. */
export type Phase = 'copying events' | 'copying' | 'copying files' | 'verifying events';

export interface MakeBackupOptions {
  readonly dataDir: string;
  /** Where backups are kept; each is a folder in it. */
  readonly folder: string;
  readonly now: () => string;
  /** Of Evidesk. */
  readonly version: string;
  /** False: keys are left out, and have to be kept elsewhere. */
  readonly keys: boolean;
  /** The names of the blobs that an event tells of; its data is JSON. */
  blobsOf(event: Pick<StoredEvent, 'type' | 'data'>): readonly string[];
  /** What the desk has outside of the data folder. */
  readonly elsewhere?: readonly LeftOut[];
  readonly signal?: AbortSignal;
  onProgress?(phase: Phase, done: number, total: number): void;
}

/** What is not in a backup, and why. */
export type LeftOut = Manifest['leftOut'][number];

/** A whole backup. */
export interface MadeBackup {
  readonly path: string;
  readonly manifest: Manifest;
  /** Attached files whose bytes are not those that were attached: they are left out. */
  readonly damagedBlobs: readonly string[];
}

/**
 * Makes a verified backup of a data folder, while a server works on it. It gets its name when it is whole; one that is
 * refused or broken off leaves nothing.
 * @throws BackupError
 */
export async function makeBackup(options: MakeBackupOptions): Promise<MadeBackup> {
  const startedAt = options.now();
  const name = `evidesk-${startedAt.replaceAll(':', '-')}`;
  const target = await BackupTarget.create(options.folder, name, options.dataDir);
  try {
    return await new BackupRun(options, target, startedAt).run();
  } catch (error) {
    await target.discard();
    throw translateWrite(error, options.folder);
  }
}

class BackupRun {
  private readonly leftOut: LeftOut[] = [];
  private readonly files: Manifest['files'][number][] = [];
  private blobs: CopiedBlobs = { count: 0, bytes: 0, damaged: [] };
  private readonly missingBlobs = new Set<string>();

  constructor(
    private readonly options: MakeBackupOptions,
    private readonly target: BackupTarget,
    private readonly startedAt: string,
  ) {}

  async run(): Promise<MadeBackup> {
    const wanted = await this.look();
    await this.target.refuseFull(await this.sizeOf(wanted));
    const sums = await SumsWriter.create(this.target.partial);
    try {
      for (const file of wanted) await this.copy(file, sums);
    } finally {
      await sums.close();
    }
    const verification = await this.verify();
    const manifest = await this.manifest(verification);
    refuseWhenAsked(this.options.signal);
    await writeWhole(join(this.target.partial, MANIFEST), manifestText(manifest));
    return { path: await this.target.complete(), manifest, damagedBlobs: this.blobs.damaged };
  }

  /** What of the data folder is to be copied; the rest is noted. */
  private async look(): Promise<readonly DataFile[]> {
    const { dataDir, keys, folder, elsewhere = [] } = this.options;
    const entries = await readdir(dataDir);
    const strangers = entries.filter((entry) => declarationOf(entry) === undefined);
    for (const entry of strangers.sort())
      if (resolve(dataDir, entry) !== resolve(folder))
        this.leftOut.push({ name: entry, why: 'it is no file of the desk' });
    this.leftOut.push(...elsewhere);
    return DATA_FILES.filter((file) => {
      if (!entries.includes(file.name) || file.inBackup === 'made-anew') return false;
      if (file.inBackup === 'built-anew') this.leftOut.push({ name: file.name, why: 'built anew from the events' });
      else if (file.isKey === true && !keys) this.leftOut.push({ name: file.name, why: 'keys were not wanted' });
      else return true;
      return false;
    });
  }

  private async sizeOf(files: readonly DataFile[]): Promise<number> {
    const sizes = files.map(async ({ name, kind }) => {
      const path = join(this.options.dataDir, name);
      if (kind === 'blobs') return sizeOfBlobs(path);
      const parts = kind === 'file' ? [path] : [path, `${path}-wal`];
      const found = await Promise.all(parts.map((part) => stat(part).catch(() => ({ size: 0 }))));
      return found.reduce((sum, { size }) => sum + size, 0);
    });
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }

  private async copy({ name, kind }: DataFile, sums: SumsWriter): Promise<void> {
    const { dataDir, signal, onProgress } = this.options;
    const { partial } = this.target;
    const [from, to] = [join(dataDir, name), join(partial, name)];
    if (kind === 'blobs') {
      const total = await sizeOfBlobs(from);
      const places = { from: dataDir, to: partial, name };
      this.blobs = await copyBlobs(places, sums, (done) => onProgress?.('copying files', done, total), signal);
      return;
    }
    let digest: Digest;
    if (kind === 'file') {
      digest = await copyFile(from, to, signal);
    } else {
      const phase = kind === 'events' ? 'copying events' : 'copying';
      await this.copyDatabase(from, to, (done, total) => onProgress?.(phase, done, total));
      digest = await digestOf(to, signal);
    }
    this.files.push({ name, ...digest });
    await sums.add({ path: name, sha256: digest.sha256 });
  }

  private async copyDatabase(from: string, to: string, report: (done: number, total: number) => void): Promise<void> {
    try {
      await copyDatabase({ from, to, signal: this.options.signal, onProgress: report });
    } catch (error) {
      const isDamaged =
        error instanceof CorruptCopy || /^SQLITE_(CORRUPT|NOTADB)/.test(String((error as { code?: unknown }).code));
      if (isDamaged) throw sourceDamaged(basename(from), (error as Error).message, error);
      throw error;
    }
  }

  private async verify(): ReturnType<typeof verifyEvents> {
    const { blobsOf, signal, onProgress } = this.options;
    const { partial } = this.target;
    const file = join(partial, 'events.db');
    try {
      const verification = await verifyEvents({
        file,
        signal,
        onProgress: (events, total) => onProgress?.('verifying events', events, total),
        onEvent: (event) => {
          for (const sha256 of blobsOf(event))
            if (!existsSync(join(partial, 'blobs', sha256.slice(0, 2), sha256.slice(2, 4), sha256)))
              this.missingBlobs.add(sha256);
        },
      });
      if (!verification.intact) throw sourceDamaged('events.db', firstFinding(verification));
      return verification;
    } catch (error) {
      if (error instanceof StoreDamaged) throw sourceDamaged('events.db', error.reason, error);
      throw error;
    }
  }

  private async manifest(verification: Awaited<ReturnType<typeof verifyEvents>>): Promise<Manifest> {
    const { head, events: count, streams, seals, newestSeal, keys } = verification;
    const { sha256: sums } = await digestOf(join(this.target.partial, SUMS));
    const { count: blobs, bytes, damaged } = this.blobs;
    const others = new Set(damaged.map((path) => basename(path)));
    return {
      format: 'evidesk-backup',
      formatVersion: FORMAT_VERSION,
      madeBy: this.options.version,
      startedAt: this.startedAt,
      completedAt: this.options.now(),
      events: { head, count, streams, seals, newestSeal: sealOf(newestSeal), keys: [...keys] },
      files: this.files,
      blobs: { count: blobs, bytes, missing: [...this.missingBlobs].filter((name) => !others.has(name)).length },
      sums,
      leftOut: this.leftOut,
    };
  }
}

function sealOf(seal: Verification['newestSeal']): Manifest['events']['newestSeal'] {
  if (seal === undefined) return null;
  const { number, hash, sealedAt } = seal;
  return { number, hash, sealedAt };
}

function firstFinding({ findings: [first] }: Verification): string {
  if (first === undefined) return 'the rest of it can not be read';
  const place = first.stream === undefined ? '' : `${first.stream}#${first.revision ?? ''}: `;
  return `${first.kind}: ${place}${first.detail}`;
}

const sourceDamaged = (file: string, reason: string, cause?: unknown): BackupError =>
  new BackupError(
    'damaged',
    'backup.source-damaged',
    `no backup was made: ${file} is damaged: ${reason}; keep the last good backup, and the folder as it is`,
    { cause },
  );

async function writeWhole(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
