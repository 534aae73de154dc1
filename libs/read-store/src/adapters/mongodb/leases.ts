import { isDuplicateKey } from '@evidesk/mongo';
import { isRunning } from '../../core/lease-time.js';
import type { Lease } from '../../port.js';
import type { Connection } from './connection.js';
import type { LeaseDocument } from './model.js';

/**
 * Leases as documents, one for each fence. Who inserts the next one has the lease: of many who insert one id a server lets
 * one through, whatever else it does at once. (FerretDB 1.24 lets two updates through that were meant for one state.)
 */
export class Leases {
  constructor(
    private readonly connection: Pick<Connection, 'leases'>,
    private readonly now: () => number,
  ) {}

  async acquire(name: string, owner: string, ttlMs: number): Promise<Lease | undefined> {
    const now = this.now();
    const held = await this.latest(name);
    // Most who ask wait for another's lease, again and again: that costs a read.
    if (held && held.owner !== owner && isRunning(held.expires, now, ttlMs)) return undefined;
    const isMine = held?.owner === owner;
    const lease = { name, owner, fence: isMine ? held.fence : (held?.fence ?? 0) + 1 };
    const written = isMine ? await this.renew(held, now + ttlMs) : await this.take(lease, now + ttlMs);
    // Between reading and writing another may have taken it, if it had run out, and even given it back.
    return written && (await this.latest(name))?.fence === lease.fence ? lease : undefined;
  }

  async release({ name, owner, fence }: Lease): Promise<void> {
    // The document stays, so that the next holder's fence is higher.
    await this.connection.leases.updateOne({ ...of(name), owner, fence }, { $set: { owner: '', expires: 0 } });
  }

  private async renew({ _id, owner }: LeaseDocument, expires: number): Promise<boolean> {
    const { matchedCount } = await this.connection.leases.updateOne({ _id, owner }, { $set: { expires } });
    return matchedCount === 1;
  }

  private async take({ name, owner, fence }: Lease, expires: number): Promise<boolean> {
    const { leases } = this.connection;
    try {
      await leases.insertOne({ _id: `${name}#${fence}`, owner, fence, expires });
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
    await leases.deleteMany({ ...of(name), fence: { $lt: fence } });
    return true;
  }

  private latest(name: string): Promise<LeaseDocument | null> {
    return this.connection.leases.findOne(of(name), { sort: { fence: -1 } });
  }
}

/** The documents of a lease: `name#fence`, and `name` alone where there was one document for all fences. */
const of = (name: string) => ({ _id: { $gte: name, $lt: `${name}$` } });
