/** A file of the data folder, and what a backup does with it. */
export interface DataFile {
  /** Its name in the folder. */
  readonly name: string;
  /**
   * - `events`: the event store; its chains and seals are verified in the backup
   * - `database`: any other SQLite file; copied while it is written to, and its pages are checked
   * - `file`: copied as it is
   * - `blobs`: a folder of files that are named by their SHA-256
   */
  readonly kind: 'events' | 'database' | 'file' | 'blobs';
  /**
   * - `kept`: is in a backup
   * - `built-anew`: follows from the events; a restored desk builds it
   * - `made-anew`: belongs to the process that runs
   */
  readonly inBackup: 'kept' | 'built-anew' | 'made-anew';
  /** A key: whoever has it can do what the desk can. `--without-keys` leaves it out. */
  readonly isKey?: true;
  /** What it holds, for people. */
  readonly holds: string;
}

/**
 * Every file of a data folder, in the order in which a backup copies them. A new one is a line here.
 *
 * The events come first: they are what counts, and what they refer to was on the disk before they were (bytes of a file,
 * a key), so that it is there when it is copied after them.
 */
export const DATA_FILES: readonly DataFile[] = [
  { name: 'events.db', kind: 'events', inBackup: 'kept', holds: 'every event' },
  { name: 'blobs', kind: 'blobs', inBackup: 'kept', holds: 'attached files' },
  { name: 'keys.db', kind: 'database', inBackup: 'kept', isKey: true, holds: 'the keys of persons' },
  { name: 'seal.key', kind: 'file', inBackup: 'kept', isKey: true, holds: 'the key that signs seals' },
  { name: 'seal.key.next', kind: 'file', inBackup: 'kept', isKey: true, holds: 'a key that is about to sign seals' },
  { name: 'token.key', kind: 'file', inBackup: 'kept', isKey: true, holds: 'the key of local tokens' },
  { name: 'cursor.key', kind: 'file', inBackup: 'kept', isKey: true, holds: 'the key that signs the cursors of lists' },
  { name: 'directory.yaml', kind: 'file', inBackup: 'kept', holds: 'people, groups, mailboxes and webhooks' },
  { name: 'views.db', kind: 'database', inBackup: 'built-anew', holds: 'views, snapshots, leases, runner status' },
  { name: 'events.db.lock', kind: 'database', inBackup: 'made-anew', holds: 'who writes' },
  { name: 'events.db.owner', kind: 'file', inBackup: 'made-anew', holds: 'who writes, in words' },
  { name: 'server.json', kind: 'file', inBackup: 'made-anew', holds: 'where the server listens' },
];

/** What SQLite keeps beside a database while it is open. */
const COMPANION = /-(?:wal|shm|journal)$/;

/** The declaration of an entry of the data folder; `undefined` for one that is not the desk's. */
export function declarationOf(entry: string, files: readonly DataFile[] = DATA_FILES): DataFile | undefined {
  const name = entry.replace(COMPANION, '');
  const found = files.find((file) => file.name === name);
  const isCompanion = name !== entry;
  return isCompanion && found?.kind !== 'events' && found?.kind !== 'database' ? undefined : found;
}
