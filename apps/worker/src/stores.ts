import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { refuseHalfRestored } from '@evidesk/backup';
import { type BlobStore, openFileBlobStore, openGridFsBlobStore } from '@evidesk/blob-store';
import { type EventStore, openEventStoreDb, openSqliteEventStore, refuseNewerFile } from '@evidesk/event-store';
import type { Config } from '@evidesk/platform';
import { type KeyStore, openMongoKeyStore, openSqliteKeyStore, SealedEventStore } from '@evidesk/privacy';
import { openMongoReadStore, openSqliteReadStore, type ReadStore } from '@evidesk/read-store';
import { PERSONAL_DATA } from './personal-data.js';

/** Whether a process writes events; of the processes that share an embedded store, one does. */
export type StoreMode = 'write' | 'read';

export const eventsFile = (config: Config): string => join(config.dataDir, 'events.db');
export const keysFile = (config: Config): string => join(config.dataDir, 'keys.db');
export const viewsFile = (config: Config): string => join(config.dataDir, 'views.db');
export const blobsFolder = (config: Config): string => join(config.dataDir, 'blobs');

/**
 * The event store that the configuration names.
 * @param hostsRunners whether runners will work on it, though it is open for writing
 * @throws StoreLocked when the embedded store is open for writing in another process
 * @throws StoreDamaged when its file is
 * @throws StoreTooNew when a newer version made its file
 * @throws BackupError while a backup is restored into the data folder, or when that was cut short
 */
export async function openEventStore(
  config: Config,
  mode: StoreMode,
  hostsRunners = mode === 'read',
): Promise<EventStore> {
  if (config.eventStoreUrl !== undefined) return openEventStoreDb({ connectionString: config.eventStoreUrl });
  refuseHalfRestored(config.dataDir, existsSync);
  mkdirSync(config.dataDir, { recursive: true });
  return openSqliteEventStore({ file: eventsFile(config), mode, sharesReads: hostsRunners });
}

/**
 * The keys of persons: in a database of its own where a server holds the read models, else in a file of the data folder.
 * @throws StoreUnavailable when the file can't be opened
 * @throws StoreTooNew when a newer version made the events beside it: then the keys are not touched either
 */
export async function openKeyStore(config: Config): Promise<KeyStore> {
  if (config.mongoUrl !== undefined)
    return openMongoKeyStore({ url: config.keysUrl ?? config.mongoUrl, database: `${config.mongoDatabase}_keys` });
  if (config.eventStoreUrl === undefined) refuseNewerFile(eventsFile(config));
  mkdirSync(config.dataDir, { recursive: true });
  return openSqliteKeyStore({ file: keysFile(config) });
}

/** Events as people read them: with what was sealed, for as long as its key is there. */
export function openSealed(
  events: EventStore,
  keys: KeyStore,
  seals = true,
  onBroken?: (error: Error) => void,
): SealedEventStore {
  return new SealedEventStore({
    events,
    keys,
    personal: seals ? PERSONAL_DATA : new Map(),
    ...(onBroken && { onBroken }),
  });
}

/**
 * The read store that the configuration names.
 * @param onDamage told when its file turned out to be damaged: it lies under another name now, and the views are built again
 * @throws ViewsTooNew when a newer version made its file
 * @throws StoreTooNew when a newer version made the events beside it: then the views are not touched either
 */
export async function openReadStore(
  config: Config,
  onDamage?: (aside: string, error: Error) => void,
): Promise<ReadStore> {
  if (config.eventStoreUrl === undefined) refuseNewerFile(eventsFile(config));
  if (config.mongoUrl !== undefined)
    return openMongoReadStore({ url: config.mongoUrl, database: config.mongoDatabase });
  mkdirSync(config.dataDir, { recursive: true });
  return openSqliteReadStore({ file: viewsFile(config), ...(onDamage && { onDamage }) });
}

/** The store of attached files: beside the read models where a server holds those, else in the data folder. */
export async function openBlobStore(config: Config): Promise<BlobStore> {
  if (config.mongoUrl !== undefined)
    return openGridFsBlobStore({ url: config.mongoUrl, database: config.mongoDatabase });
  return openFileBlobStore({ folder: blobsFolder(config) });
}
