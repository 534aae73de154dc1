const HASH_BYTES = 32;
const STREAMS_PER_PAGE = 65_536;
// V8 refuses a Map of more than 2^24 entries.
const STREAMS_PER_MAP = 8_000_000;

interface Page {
  readonly hashes: Buffer;
  readonly next: Float64Array;
}

/** The end of every stream seen so far, in some 130 bytes each: the next revision and the last hash. */
export class StreamTails {
  private readonly slots: Map<string, number>[] = [new Map<string, number>()];
  private readonly pages: Page[] = [];
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** Where a stream's end is kept; `undefined` when it was not seen yet. */
  find(stream: string): number | undefined {
    for (const slots of this.slots) {
      const slot = slots.get(stream);
      if (slot !== undefined) return slot;
    }
    return undefined;
  }

  add(stream: string): number {
    const slot = this.count;
    this.count += 1;
    if (slot % STREAMS_PER_PAGE === 0) {
      const hashes = Buffer.alloc(STREAMS_PER_PAGE * HASH_BYTES);
      this.pages.push({ hashes, next: new Float64Array(STREAMS_PER_PAGE) });
    }
    let slots = this.slots.at(-1) as Map<string, number>;
    if (slots.size === STREAMS_PER_MAP) this.slots.push((slots = new Map<string, number>()));
    slots.set(stream, slot);
    return slot;
  }

  next(slot: number): number {
    return this.page(slot).next[slot % STREAMS_PER_PAGE] as number;
  }

  hash(slot: number): string {
    const at = (slot % STREAMS_PER_PAGE) * HASH_BYTES;
    return this.page(slot).hashes.toString('hex', at, at + HASH_BYTES);
  }

  set(slot: number, next: number, hash: string): void {
    const { hashes, next: revisions } = this.page(slot);
    const at = (slot % STREAMS_PER_PAGE) * HASH_BYTES;
    const written = hashes.write(hash, at, HASH_BYTES, 'hex');
    // What is no hash leaves nothing of the one before it.
    if (written < HASH_BYTES) hashes.fill(0, at + written, at + HASH_BYTES);
    revisions[slot % STREAMS_PER_PAGE] = next;
  }

  private page(slot: number): Page {
    return this.pages[Math.floor(slot / STREAMS_PER_PAGE)] as Page;
  }
}
