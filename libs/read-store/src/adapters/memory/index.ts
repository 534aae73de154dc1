import type { ReadStore } from '../../port.js';
import { type MemoryReadStoreOptions, MemoryReadStore } from './memory-read-store.js';

export { MemoryDisk } from './memory-disk.js';
export type { MemoryReadStoreOptions } from './memory-read-store.js';

/** Opens a read store that lives in this process's memory: for tests, and for views of the past. */
export function openMemoryReadStore(options: MemoryReadStoreOptions = {}): ReadStore {
  return new MemoryReadStore(options);
}
