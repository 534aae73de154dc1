import { createHash } from 'node:crypto';
import type { IndexValue } from '@evidesk/kernel';
import { BadQuery } from '../errors.js';
import type { Query } from '../port.js';

/** The place after which a page starts: the values of the sort fields that `where` leaves open, and the id. */
export interface Place {
  readonly values: readonly IndexValue[];
  readonly id: string;
}

/** Tells queries apart, so that a cursor of another query is refused. The page size is not part of it. */
export function queryDigest(collection: string, query: Query): string {
  const where = Object.entries(query.where ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const identity = JSON.stringify([collection, where, query.index ?? null, query.order ?? 'ascending']);
  return createHash('sha256').update(identity).digest('base64url').slice(0, 16);
}

export function encodeCursor(digest: string, place: Place): string {
  return Buffer.from(JSON.stringify([digest, place.values, place.id])).toString('base64url');
}

/** @throws BadQuery when it is no cursor, or one of another query */
export function decodeCursor(cursor: string, digest: string, width: number): Place {
  const [of, values, id] = parse(cursor);
  const isValue = (value: unknown): value is IndexValue =>
    value === null || ['string', 'number', 'boolean'].includes(typeof value);
  if (of !== digest) throw new BadQuery('the cursor is of another query');
  if (!Array.isArray(values) || values.length !== width || !values.every(isValue) || typeof id !== 'string')
    throw new BadQuery('the cursor is damaged');
  return { values, id };
}

function parse(cursor: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parsed)) return parsed;
  } catch {
    // falls through: not JSON either
  }
  throw new BadQuery('not a cursor');
}
