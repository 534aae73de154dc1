import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { StoreLocked } from '../../errors.js';
import { isBusy, translateError } from './errors.js';

/** The right to write to a store's file. */
export interface WriteLock {
  release(): void;
}

interface Owner {
  readonly pid: number;
  readonly since: string;
}

/**
 * Takes the right to write to a file.
 *
 * `<file>.lock` is held by the operating system for as long as the process lives: a process that died, however it
 * died, holds nothing, and a process id that was given out again confuses nobody. `<file>.owner` only says who it is.
 * @throws StoreLocked when another process, or another store in this one, has it
 */
export function takeWriteLock(file: string): WriteLock {
  const ownerFile = `${file}.owner`;
  let lock: Database.Database | undefined;
  try {
    lock = new Database(`${file}.lock`, { timeout: 0 });
    lock.exec('BEGIN IMMEDIATE');
    const owner: Owner = { pid: process.pid, since: new Date().toISOString() };
    writeFileSync(ownerFile, JSON.stringify(owner));
  } catch (error) {
    lock?.close();
    if (!isBusy(error)) throw translateError(error, file);
    const owner = readOwner(ownerFile);
    throw new StoreLocked(file, owner?.pid, owner?.since);
  }
  const held = lock;
  return {
    release() {
      if (!held.open) return;
      try {
        rmSync(ownerFile, { force: true });
      } catch {
        // On a disk that can't be written it stays, and says who had the lock last.
      }
      held.close();
    },
  };
}

function readOwner(ownerFile: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(ownerFile, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}
