import { type AnyBulkWriteOperation, type ClientSession, type Collection, MongoBulkWriteError } from 'mongodb';
import type { Position } from '@evidesk/kernel';
import type { Registry } from '../../core/schema.js';
import { DocumentTooLarge } from '../../errors.js';
import type { Commit } from '../../port.js';
import { encodeFields } from './encoding.js';
import type { PreparedWrite, StoredDocument } from './model.js';

/** Under BSON's 16 MB, with room for the index values. */
const MAX_DOCUMENT_BYTES = 15 * 1024 * 1024;
const DUPLICATE_KEY = 11000;

/**
 * Everything that can fail by itself, before anything is sent.
 * @throws DocumentTooLarge
 */
export function prepareWrites(registry: Registry, commit: Commit): readonly PreparedWrite[] {
  return commit.writes.map((write) => {
    const { kind, collection } = write;
    const schema = registry.collectionOf(commit.view, collection);
    if (kind === 'delete') return { kind, collection, id: write.id };
    const { document } = write;
    const doc = JSON.stringify(document);
    const i = encodeFields(schema.values(document));
    const bytes = Buffer.byteLength(doc) + Buffer.byteLength(JSON.stringify(i));
    if (bytes > MAX_DOCUMENT_BYTES) throw new DocumentTooLarge(collection, document.id, bytes, MAX_DOCUMENT_BYTES);
    return { kind, collection, id: document.id, doc, i };
  });
}

/** The fields, as `collection.field`, that hold an array in these writes. */
export function arraysIn(registry: Registry, view: string, writes: readonly PreparedWrite[]): readonly string[] {
  const arrays = new Set<string>();
  for (const { collection, i } of writes) {
    for (const [key, value] of Object.entries(i ?? {})) {
      if (!Array.isArray(value)) continue;
      const field = registry.collectionOf(view, collection).fields[Number(key.slice(1))];
      arrays.add(`${collection}.${field ?? ''}`);
    }
  }
  return [...arrays];
}

function stored(write: PreparedWrite, position: Position): StoredDocument {
  const { id, i, doc } = write;
  if (write.kind === 'delete') return { _id: id, _p: position, gone: true };
  return { _id: id, _p: position, ...(i && { i }), ...(doc !== undefined && { doc }) };
}

/** Writes within a transaction, whose checkpoint guards them all. */
export async function applyInTransaction(
  table: Collection<StoredDocument>,
  writes: readonly PreparedWrite[],
  position: Position,
  session: ClientSession,
): Promise<void> {
  const operations = writes.map((write): AnyBulkWriteOperation<StoredDocument> => {
    if (write.kind === 'delete') return { deleteOne: { filter: { _id: write.id } } };
    const { _id, ...replacement } = stored(write, position);
    return { replaceOne: { filter: { _id }, replacement, upsert: true } };
  });
  if (operations.length > 0) await table.bulkWrite(operations, { session, ordered: false });
}

/** Writes each document unless it is newer already. Doing it again, or late, changes nothing. */
export async function applyGuarded(
  table: Collection<StoredDocument>,
  writes: readonly PreparedWrite[],
  position: Position,
): Promise<void> {
  const ids = writes.map(({ id }) => id);
  const present = await table.find({ _id: { $in: ids } }, { projection: { _id: 1 } }).toArray();
  const known = new Set(present.map(({ _id }) => _id));
  const documents = writes.map((write) => stored(write, position));
  // Most documents of a rebuild are new, and inserting them is much cheaper than a guarded write.
  const fresh = documents.filter(({ _id }) => !known.has(_id));
  const wereFresh = fresh.length === 0 || (await unlessDuplicate(table.insertMany(fresh, { ordered: false })));
  const guarded = wereFresh ? documents.filter(({ _id }) => known.has(_id)) : documents;
  const operations = guarded.map(({ _id, ...replacement }): AnyBulkWriteOperation<StoredDocument> => ({
    replaceOne: { filter: { _id, _p: { $lte: position } }, replacement, upsert: true },
  }));
  // Where the guard does not hold the server tries to insert: what is there is newer.
  if (operations.length > 0) await unlessDuplicate(table.bulkWrite(operations, { ordered: false }));
}

/** Whether all was written; `false` when only documents that are there already stood in the way. */
async function unlessDuplicate(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError) || !onlyDuplicates(error)) throw error;
    return false;
  }
}

function onlyDuplicates(error: MongoBulkWriteError): boolean {
  const errors = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
  const unconfirmed = error.result.getWriteConcernError() !== undefined;
  return errors.length > 0 && !unconfirmed && errors.every(({ code }) => code === DUPLICATE_KEY);
}
