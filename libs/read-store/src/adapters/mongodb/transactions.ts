import { StoreUnavailable } from '@evidesk/kernel';
import { isDuplicateKey } from '@evidesk/mongo';
import type { ClientSession } from 'mongodb';
import { FencedOut } from '../../errors.js';
import type { Commit } from '../../port.js';
import type { Connection } from './connection.js';
import { byCollection } from './journal.js';
import { generationKey, isWanted, type PreparedWrite } from './model.js';
import { applyInTransaction } from './writes.js';

/** What a commit in one transaction needs of a connection. */
export type TransactionalConnection = Pick<Connection, 'views' | 'checkpoints' | 'table' | 'transaction'>;

/**
 * Commits on a server that has transactions. The work may be run several times, each time in a fresh transaction.
 * @throws FencedOut
 */
export async function commitInTransaction(
  connection: TransactionalConnection,
  commit: Commit,
  writes: readonly PreparedWrite[],
): Promise<void> {
  try {
    await connection.transaction((session) => work(connection, commit, writes, session));
  } catch (error) {
    // Two first commits of a generation in the same moment.
    if (isDuplicateKey(error)) throw new StoreUnavailable('read-store', 100, { cause: error });
    throw error;
  }
}

async function work(
  connection: TransactionalConnection,
  { view, generation, fence, position }: Commit,
  writes: readonly PreparedWrite[],
  session: ClientSession,
): Promise<void> {
  const key = generationKey(view, generation);
  const state = await connection.views.findOne({ _id: view }, { session });
  if (state === null || !isWanted(state, generation))
    throw new FencedOut(`${view}: generation ${generation} is no longer wanted`);
  const stored = await connection.checkpoints.findOne({ _id: key }, { session });
  if (stored && fence < stored.fence) throw new FencedOut(`${key}: fence ${fence} is older than ${stored.fence}`);
  if (stored && position < stored.position) throw new FencedOut(`${key} is at ${stored.position} already`);
  // First, so that of two holders of one lease the second meets a write conflict before it has written anything.
  const checkpoint = { view, generation, position, fence };
  await connection.checkpoints.replaceOne({ _id: key }, checkpoint, { session, upsert: true });
  for (const [collection, group] of byCollection(writes))
    await applyInTransaction(connection.table(collection, generation), group, position, session);
}
