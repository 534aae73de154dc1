import { LRUCache } from 'lru-cache';
import type { KeyReference, KeyRequest, KeyStore, PersonKey } from './port.js';

/** Keys, and references that were looked up in vain. */
const CACHED = 20_000;

/**
 * For so long a key may be used after it was destroyed elsewhere: whoever destroys it waits twice as long before he takes
 * anything for done.
 */
export const KEYS_KEPT_MS = 1_000;

/** The keys in memory of one process or thread: few, and none of them longer than a second after its destruction. */
export class KeyRing {
  /** `null`: destroyed. */
  private readonly known = new LRUCache<string, { readonly key: Buffer | null }>({ max: CACHED });
  private readonly newest = new LRUCache<string, PersonKey>({ max: CACHED });
  private noted = new WeakSet<KeyRequest>();
  private epoch = -1;
  private lookedAt = -Infinity;
  private looking: Promise<void> | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly store: KeyStore) {}

  /** True while what is in memory may be used; else `renew` first. */
  get isFresh(): boolean {
    return performance.now() - this.lookedAt < KEYS_KEPT_MS;
  }

  /** Called when keys were destroyed, so that what was opened with them can be let go. */
  onDestroyed(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** Looks whether keys were destroyed, and forgets all if so. @throws StoreUnavailable */
  renew(): Promise<void> {
    this.looking ??= this.look().finally(() => (this.looking = undefined));
    return this.looking;
  }

  /** Whether the key to seal with is in memory, and what somebody is known by is noted; else `fetch`. */
  has(request: KeyRequest): boolean {
    return this.newest.has(request.person) && (request.marks.length === 0 || this.noted.has(request));
  }

  /** The key to seal with, when it is in memory. */
  toSeal(person: string): PersonKey | undefined {
    return this.newest.get(person);
  }

  /** The key that opens a box; `null` when it was destroyed, `undefined` when that is not known: `fetchAll`. */
  toOpen(reference: string): Buffer | null | undefined {
    return this.known.get(reference)?.key;
  }

  /** Takes the keys to seal with into memory; made where there are none, and durable. @throws StoreUnavailable */
  async fetch(requests: readonly KeyRequest[]): Promise<void> {
    const { epoch } = this;
    const keys = await this.store.keysFor(requests);
    // Keys were destroyed meanwhile, perhaps one of these.
    if (epoch !== this.epoch) return;
    for (const key of keys) {
      this.newest.set(key.person, key);
      this.known.set(referenceOf(key), { key: key.key });
    }
    for (const request of requests) this.noted.add(request);
  }

  /** Takes keys to open with into memory. @throws StoreUnavailable */
  async fetchAll(references: readonly KeyReference[]): Promise<void> {
    const { epoch } = this;
    const keys = new Map((await this.store.find(references)).map((found) => [referenceOf(found), found.key]));
    if (epoch !== this.epoch) return;
    for (const reference of references) {
      const name = referenceOf(reference);
      this.known.set(name, { key: keys.get(name) ?? null });
    }
  }

  private async look(): Promise<void> {
    const at = performance.now();
    const epoch = await this.store.epoch();
    this.lookedAt = at;
    if (epoch === this.epoch) return;
    this.epoch = epoch;
    this.known.clear();
    this.newest.clear();
    this.noted = new WeakSet();
    for (const listener of this.listeners) listener();
  }
}

/** How a key is named in memory. */
export const referenceOf = ({ person, generation }: KeyReference): string => `${person}.${generation}`;
