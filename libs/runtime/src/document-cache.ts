/**
 * Keeps the most recently used values: about `max`, and what was set since the last `trim`.
 * Two generations of a map: cheaper per access than an exact LRU, and nothing is evicted between two trims.
 */
export class DocumentCache<V> {
  private hot = new Map<string, V>();
  private cold = new Map<string, V>();
  private evicted = false;

  constructor(private readonly max: number) {}

  get(id: string): V | undefined {
    const value = this.hot.get(id);
    if (value !== undefined) return value;
    const older = this.cold.get(id);
    if (older !== undefined) {
      this.cold.delete(id);
      this.hot.set(id, older);
    }
    return older;
  }

  set(id: string, value: V): void {
    this.hot.set(id, value);
  }

  /** False from the first eviction on: until then, what was once set is still here. */
  get complete(): boolean {
    return !this.evicted;
  }

  /** Evicts what was not used for long. Call it only when nothing relies on a cached value. */
  trim(): void {
    if (this.hot.size <= this.max / 2) return;
    if (this.cold.size > 0) this.evicted = true;
    this.cold = this.hot;
    this.hot = new Map();
  }

  clear(): void {
    this.hot = new Map();
    this.cold = new Map();
    this.evicted = false;
  }
}
