import { StoreUnavailable } from '@evidesk/kernel';
import { EventDamaged, StoreDamaged } from '../../errors.js';

const RETRY_AFTER_MS = 1_000;
const IS_DAMAGE = /^SQLITE_(CORRUPT|NOTADB)/;
const IS_TRANSIENT = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM|PROTOCOL)/;

/** A row is not what was written. */
export class RowDamage extends Error {
  override readonly name = 'RowDamage';
}

/** The store was closed, or could not be reached. */
export function unavailable(cause: unknown): StoreUnavailable {
  return new StoreUnavailable('event-store', RETRY_AFTER_MS, { cause });
}

/** Whether an error says that the database is held by someone else. */
export function isBusy(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_BUSY');
}

/** Whether an error says that a row with such a key is there already. */
export function isUniqueViolation(error: unknown): boolean {
  return /^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)$/.test(codeOf(error));
}

/** The driver's error in the port's language. An error that is no driver's comes back as it is. */
export function translateError(error: unknown, file: string): unknown {
  if (error instanceof RowDamage) return new EventDamaged(file, error.message);
  const code = codeOf(error);
  if (IS_DAMAGE.test(code)) return new StoreDamaged(file, messageOf(error), { cause: error });
  const isSystem = error instanceof Error && 'syscall' in error;
  if (isSystem || IS_TRANSIENT.test(code))
    return unavailable(new Error(`${file}: ${messageOf(error)}`, { cause: error }));
  // Once the handle is closed the driver throws a plain TypeError.
  if (/connection is not open/.test(messageOf(error))) return unavailable(error);
  return error;
}

/** Runs a database call and translates what it throws. */
export function translating<T>(file: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw translateError(error, file);
  }
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null | undefined)?.code ?? '');
}

function messageOf(error: unknown): string {
  return String((error as { message?: unknown } | null | undefined)?.message ?? error);
}
