import { linkSync, rmSync, statSync } from 'node:fs';

/** Which file a name stands for; another file of the same name has another identity. */
export type FileIdentity = string;

/** The identity of the file of this name, if there is one. */
export function identityOf(file: string): FileIdentity | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? undefined : `${found.dev}:${found.ino}`;
}

/**
 * Gives a database file another name, so that a new one can take its place, and drops its log. Several may do so at a
 * time: the name says which file it was.
 * @returns the other name
 */
export function putAside(file: string): string {
  const { ino } = statSync(file);
  const aside = `${file}.damaged-${ino}`;
  try {
    linkSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  for (const name of [`${file}-wal`, `${file}-shm`, file]) rmSync(name, { force: true });
  return aside;
}
