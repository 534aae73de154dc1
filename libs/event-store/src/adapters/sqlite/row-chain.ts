import { genesisHash, linkHash } from '../../chain.js';
import { RowDamage } from './errors.js';
import type { EventRow } from './rows.js';

/** Holds the rows of one stream, read forwards, against its hash chain: what a disk has changed is not given out. */
export class RowChain {
  private previous: string | undefined;
  private started = false;

  /** @param hashBefore of the event before the first, for a stream that is not read from its beginning */
  constructor(
    private readonly stream: string,
    private next: number,
    private readonly hashBefore: () => string | undefined,
  ) {}

  /** @throws RowDamage when the row is not the next one that was written */
  check([position, , revision, type, hash, data, metadata]: EventRow): void {
    if (!this.started) this.start();
    const { stream, next, previous } = this;
    const isNext = revision === next && previous !== undefined;
    if (!isNext || linkHash(previous, type, data, metadata) !== hash)
      throw new RowDamage(`${stream} is not as it was written at revision ${next} (position ${position})`);
    this.previous = hash;
    this.next += 1;
  }

  private start(): void {
    this.started = true;
    this.previous = this.next <= 0 ? genesisHash(this.stream) : this.hashBefore();
    this.next = Math.max(0, this.next);
  }
}
