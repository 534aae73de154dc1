import type { EventStore } from '@evidesk/event-store';
import type { KeyRotation } from '../contract/seal-events.js';
import { readSeal, readTip, sealEvents, type StoredSeal } from './read-seals.js';

/** Every change of keys, oldest first. Reads few events for each, however many seals there are. @throws StoreUnavailable */
export async function readKeyRotations(store: EventStore): Promise<readonly KeyRotation[]> {
  const { last } = await readTip(store);
  const rotations: KeyRotation[] = [];
  let from = 0;
  for (;;) {
    const seal = await collect(store, from, rotations);
    if (seal === undefined || last === undefined) return rotations;
    const ends = await lastSealedWith(store, seal, last);
    if (ends === undefined) return rotations;
    from = ends.revision + 1;
  }
}

/** Takes the changes of keys that stand before the next seal, and answers that seal. */
async function collect(
  store: EventStore,
  from: number,
  rotations: KeyRotation[],
): Promise<StoredSeal['seal'] | undefined> {
  for await (const { type, data } of sealEvents(store, { from })) {
    if (type === 'seal.written') return data as unknown as StoredSeal['seal'];
    rotations.push(data as unknown as KeyRotation);
  }
  return undefined;
}

/** The last seal with the same key as `first`: keys never come back. */
async function lastSealedWith(
  store: EventStore,
  first: StoredSeal['seal'],
  last: StoredSeal,
): Promise<StoredSeal | undefined> {
  if (last.seal.keyId === first.keyId) return last;
  let low = first.number;
  let high = last.seal.number;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const seal = await readSeal(store, middle);
    if (seal === undefined) return undefined;
    if (seal.seal.keyId === first.keyId) low = middle;
    else high = middle;
  }
  return readSeal(store, low);
}
