import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MIB = 1024 ** 2;

function ran(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** Why no disk of their own can be given to tests here; `undefined` when it can. */
export const NO_DISKS = whyNoDisks();

function whyNoDisks(): string | undefined {
  if (process.platform !== 'linux') return 'needs mount, as on Linux';
  if (process.getuid?.() !== 0) return 'mounting needs root';
  const folder = mkdtempSync(join(tmpdir(), 'evidesk-mount-'));
  try {
    if (!ran('mount', '-t', 'tmpfs', '-o', 'size=1m', 'evidesk', folder)) return 'mounting is not permitted';
    ran('umount', folder);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file system in memory, which a test can fill. */
export class SmallDisk {
  readonly folder = mkdtempSync(join(tmpdir(), 'evidesk-disk-'));

  constructor(mebibytes: number) {
    if (!ran('mount', '-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'evidesk', this.folder))
      throw new Error('no file system could be mounted');
  }

  /** Takes all the room that there is. */
  fill(): void {
    const handle = openSync(join(this.folder, 'filler'), 'a');
    for (let size = MIB; size >= 1;) {
      try {
        if (writeSync(handle, Buffer.alloc(size)) < size) size = Math.floor(size / 2);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        size = Math.floor(size / 2);
      }
    }
    closeSync(handle);
  }

  /** Gives the room back. */
  empty(): void {
    rmSync(join(this.folder, 'filler'), { force: true });
  }

  /** The folder can't be written any more, or again; nobody may have a file of it open for writing. */
  remount(mode: 'ro' | 'rw'): void {
    if (!ran('mount', '-o', `remount,${mode}`, this.folder)) throw new Error(`it can not be remounted ${mode}`);
  }

  dispose(): void {
    ran('umount', '-l', this.folder);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A disk that can fail: an ext4 file system in a file, which turns read-only at its first error. */
export class FailingDisk {
  readonly folder = mkdtempSync(join(tmpdir(), 'evidesk-disk-'));
  private readonly image = `${this.folder}.img`;

  constructor(mebibytes: number) {
    const size = `${mebibytes}M`;
    const made =
      ran('truncate', '-s', size, this.image) && ran('mkfs.ext4', '-q', '-F', '-O', '^has_journal', this.image);
    if (!made || !this.mount()) throw new Error('no file system could be made');
  }

  /** What the kernel does when a disk fails: from now on nothing can be written, by whoever has files open either. */
  fail(): void {
    const handle = openSync(`/sys/fs/ext4/${this.device()}/trigger_fs_error`, 'w');
    writeSync(handle, 'a test asks for it');
    closeSync(handle);
  }

  /** Checks and mounts it again; nobody may have a file of it open. */
  repair(): void {
    ran('umount', this.folder);
    ran('e2fsck', '-fp', this.image);
    if (!this.mount()) throw new Error('it can not be mounted again');
  }

  dispose(): void {
    ran('umount', '-l', this.folder);
    rmSync(this.image, { force: true });
    rmSync(this.folder, { recursive: true, force: true });
  }

  private mount(): boolean {
    return ran('mount', '-o', 'loop,errors=remount-ro', this.image, this.folder);
  }

  private device(): string {
    const line = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .find((mounted) => mounted.split(' ')[1] === this.folder);
    return String(line?.split(' ')[0]).replace('/dev/', '');
  }
}

/** Why no failing disk can be made here; `undefined` when it can. */
export function noFailingDisk(): string | undefined {
  if (NO_DISKS !== undefined) return NO_DISKS;
  try {
    const disk = new FailingDisk(8);
    try {
      return ran('test', '-e', `/sys/fs/ext4/${disk['device']()}/trigger_fs_error`) ? undefined : 'the kernel can not';
    } finally {
      disk.dispose();
    }
  } catch {
    return 'needs ext4 on a loop device';
  }
}

/** Makes files of a folder immutable, for whoever has them open too, or changeable again. */
export function protect(folder: string, which: (name: string) => boolean, isProtected: boolean): void {
  const files = readdirSync(folder).filter(which);
  const paths = files.map((name) => join(folder, name));
  if (!ran('chattr', isProtected ? '+i' : '-i', ...paths)) throw new Error(`not changed: ${files.join(', ')}`);
}

/** Why no file can be made immutable here; `undefined` when it can. */
export function noProtection(): string | undefined {
  if (process.platform !== 'linux') return 'needs chattr, as on Linux';
  const folder = mkdtempSync(join(tmpdir(), 'evidesk-immutable-'));
  try {
    writeFileSync(join(folder, 'file'), '');
    protect(folder, () => true, true);
    protect(folder, () => true, false);
    return undefined;
  } catch {
    return 'files can not be made immutable';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
