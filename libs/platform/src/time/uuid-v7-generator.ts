import { randomFillSync } from 'node:crypto';
import type { IdGenerator } from '@evidesk/kernel';
import { v7 } from 'uuid';

/** Dependency-injection token of the id generator. */
export const ID_GENERATOR = Symbol('IdGenerator');

const BYTES = 16;
const POOL = 256 * BYTES;
const LAST_SEQUENCE = 0xffff_ffff;

/** UUIDs of version 7: unique everywhere and, within one generator, in order of their making. */
export class UuidV7Generator implements IdGenerator {
  // Random bytes are fetched many at a time: one call for each id would cost more than all the rest of it.
  private readonly pool = new Uint8Array(POOL);
  private used = POOL;
  private msecs = 0;
  private seq = 0;

  next(): string {
    const random = this.randomBytes();
    const now = Date.now();
    if (now > this.msecs) {
      this.msecs = now;
      // Half of the range, so that there is room to count up within a millisecond.
      this.seq = new DataView(random.buffer, random.byteOffset).getUint32(6) >>> 1;
    } else if (this.seq === LAST_SEQUENCE) {
      this.msecs += 1;
      this.seq = 0;
    } else this.seq += 1;
    return v7({ random, msecs: this.msecs, seq: this.seq });
  }

  private randomBytes(): Uint8Array {
    if (this.used === POOL) {
      randomFillSync(this.pool);
      this.used = 0;
    }
    const random = this.pool.subarray(this.used, this.used + BYTES);
    this.used += BYTES;
    return random;
  }
}
