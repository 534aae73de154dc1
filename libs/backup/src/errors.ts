/** What a refusal is about, for exit codes. */
export type BackupErrorKind = 'refused' | 'failed' | 'unavailable' | 'not-found' | 'damaged';

/** A backup or a restore is refused, or can't go on. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
  constructor(
    readonly kind: BackupErrorKind,
    /** Stable: `backup.disk-full`. */
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** `EFBIG`: the file system takes no file of that size. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL']);
const UNWRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'SQLITE_CANTOPEN', 'SQLITE_READONLY']);

/** The failure of a write, in words for whoever has to do something about it. Others come back as they are. */
export function translateWrite(error: unknown, folder: string): unknown {
  const code = String((error as { code?: unknown } | null | undefined)?.code ?? '');
  const reason = error instanceof Error ? error.message : code;
  if (FULL.has(code)) {
    const message = `there is no room left in ${folder}: ${reason}`;
    return new BackupError('failed', 'backup.disk-full', message, { cause: error });
  }
  if (UNWRITABLE.has(code)) {
    return new BackupError('failed', 'backup.target-unwritable', `${folder} can not be written: ${reason}`, {
      cause: error,
    });
  }
  if (code === 'EIO' || code.startsWith('SQLITE_IOERR')) {
    const message = `reading the data or writing into ${folder} failed: ${reason}`;
    return new BackupError('failed', 'backup.io', message, { cause: error });
  }
  return error;
}

/** @throws BackupError once the signal is raised */
export function refuseWhenAsked(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true)
    throw new BackupError('failed', 'backup.interrupted', 'broken off; what was written so far is removed');
}
