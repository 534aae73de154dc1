export { partialBackups } from './backup-target.js';
export { DATA_FILES, type DataFile, declarationOf } from './data-files.js';
export { BackupError, type BackupErrorKind } from './errors.js';
export { type LeftOut, type MadeBackup, makeBackup, type MakeBackupOptions, type Phase } from './make-backup.js';
export type { Manifest } from './manifest.js';
export {
  checkBackup,
  refuseHalfRestored,
  restoreBackup,
  type Restored,
  type RestoreOptions,
  RESTORING,
} from './restore-backup.js';
