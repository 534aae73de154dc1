import { createHmac, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { readOrCreateKey } from '../auth/key-file.js';
import type { Config } from '../config/schema.js';
import { ProblemError } from './problem-error.js';

/** Of 256 bits, so many bytes: more than can be tried. */
const MAC_BYTES = 16;

/** Signs the cursors of lists, so that a caller can go on where a page ended and nowhere else. */
export class SignedCursors {
  constructor(private readonly key: Uint8Array) {}

  /** With the configured key, so that replicas take each other's cursors; else with one of the data folder's. */
  static async open({ cursorKey, dataDir }: Pick<Config, 'cursorKey' | 'dataDir'>): Promise<SignedCursors> {
    return new SignedCursors(
      cursorKey === undefined ? await readOrCreateKey(join(dataDir, 'cursor.key')) : Buffer.from(cursorKey),
    );
  }

  /** @param path the list that it is of, without the query */
  sign(cursor: string, path: string): string {
    return `${cursor}.${this.macOf(cursor, path).toString('base64url')}`;
  }

  /** The cursor that was signed. @throws ProblemError `query.bad-cursor` for any other, or one of another list */
  verify(signed: unknown, path: string): string {
    const at = typeof signed === 'string' ? signed.lastIndexOf('.') : -1;
    if (typeof signed === 'string' && at > 0) {
      const cursor = signed.slice(0, at);
      const given = Buffer.from(signed.slice(at + 1), 'base64url');
      if (given.length === MAC_BYTES && timingSafeEqual(given, this.macOf(cursor, path))) return cursor;
    }
    throw new ProblemError('query.bad-cursor', 'the cursor is not as it came, or is of another list');
  }

  private macOf(cursor: string, path: string): Buffer {
    return createHmac('sha256', this.key).update(path).update('\0').update(cursor).digest().subarray(0, MAC_BYTES);
  }
}
