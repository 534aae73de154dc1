import { type EventStore, StreamNotFound } from '@evidesk/event-store';
import { type Position, type RecordedEvent, START } from '@evidesk/kernel';
import { NO_SEAL, type Seal, SEALS_STREAM } from '../contract/seal-events.js';
import { sealHash } from './seal.js';

/** A seal, and where its event is. */
export interface StoredSeal {
  readonly seal: Seal;
  readonly revision: number;
  readonly position: Position;
}

/** The end of the stream of seals. */
export interface SealsTip {
  /** The stream's last revision; -1 when there is none. */
  readonly revision: number;
  /** The newest seal. */
  readonly last: StoredSeal | undefined;
  /** The key that signs; `undefined` before the first. */
  readonly keyId: string | undefined;
}

/** The stream of seals as it ends now. @throws StoreUnavailable */
export async function readTip(store: EventStore): Promise<SealsTip> {
  let revision = -1;
  let keyId: string | undefined;
  for await (const event of sealEventsInSteps(store, 'backwards')) {
    revision = Math.max(revision, event.revision);
    keyId ??= keyOf(event);
    if (event.type === 'seal.written') return { revision, last: stored(event), keyId };
  }
  return { revision, last: undefined, keyId };
}

/** The seal of that number. @param number from 1 */
export async function readSeal(store: EventStore, number: number): Promise<StoredSeal | undefined> {
  // Before a seal stand all earlier ones and at least one key.
  for await (const event of sealEventsInSteps(store, 'forwards', number)) {
    if (event.type !== 'seal.written') continue;
    const found = stored(event);
    if (found.seal.number === number) return found;
    if (found.seal.number > number) return undefined;
  }
  return undefined;
}

/** The first seal that covers a position, found in as many reads as the number of seals has bits; none: not sealed yet. */
export async function sealCovering(store: EventStore, position: Position): Promise<StoredSeal | undefined> {
  const { last } = await readTip(store);
  if (last === undefined || last.seal.to < position) return undefined;
  let low = 1;
  let high = last.seal.number;
  let found: StoredSeal | undefined = last;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const seal = await readSeal(store, middle);
    if (seal === undefined) return undefined;
    if (seal.seal.to < position) {
      low = middle + 1;
    } else {
      high = middle;
      found = seal;
    }
  }
  return found;
}

/** Where a seal's range begins: behind this position. */
export async function rangeStart(store: EventStore, { number }: Seal): Promise<Position> {
  if (number === 1) return START;
  const before = await readSeal(store, number - 1);
  if (before === undefined) throw new Error(`there is no seal ${number - 1}`);
  return before.seal.to;
}

/** Seals with a number below, newest first. */
export async function readSealsBefore(
  store: EventStore,
  before: number | undefined,
  limit: number,
): Promise<readonly Seal[]> {
  const start = before === undefined ? undefined : await readSeal(store, before);
  if (before !== undefined && start === undefined) return [];
  const seals: Seal[] = [];
  for await (const event of sealEventsInSteps(store, 'backwards', start && start.revision - 1)) {
    if (event.type === 'seal.written') seals.push(stored(event).seal);
    if (seals.length === limit) break;
  }
  return seals;
}

/** Seals behind a number, oldest first. */
export async function readSealsBehind(store: EventStore, number: number, limit: number): Promise<readonly Seal[]> {
  const seals: Seal[] = [];
  for await (const event of sealEvents(store, { from: number })) {
    if (event.type !== 'seal.written') continue;
    const { seal } = stored(event);
    if (seal.number > number) seals.push(seal);
    if (seals.length === limit) break;
  }
  return seals;
}

/** The events of the stream of seals; none when there is no such stream. */
export async function* sealEvents(
  store: EventStore,
  options: Parameters<EventStore['readStream']>[1],
): AsyncIterable<RecordedEvent> {
  try {
    yield* store.readStream(SEALS_STREAM, options);
  } catch (error) {
    if (!(error instanceof StreamNotFound)) throw error;
  }
}

/** As `sealEvents`, a few at a time and then more: most who look want the first one or two, and seals are large. */
async function* sealEventsInSteps(
  store: EventStore,
  direction: 'forwards' | 'backwards',
  from?: number,
): AsyncIterable<RecordedEvent> {
  let next = from;
  for (let limit = 2; ; limit = Math.min(limit * 4, 500)) {
    let count = 0;
    for await (const event of sealEvents(store, { direction, limit, ...(next !== undefined && { from: next }) })) {
      count += 1;
      next = direction === 'forwards' ? event.revision + 1 : event.revision - 1;
      yield event;
    }
    if (count < limit || (next ?? 0) < 0) return;
  }
}

/** The hash that a seal of this number has to link to by `skipSeal`. */
export async function hashOfSeal(store: EventStore, number: number): Promise<string> {
  if (number === 0) return NO_SEAL;
  const found = await readSeal(store, number);
  if (found === undefined) throw new Error(`there is no seal ${number}`);
  return sealHash(found.seal);
}

function stored({ data, revision, position }: RecordedEvent): StoredSeal {
  return { seal: data as unknown as Seal, revision, position };
}

const keyOf = ({ data }: RecordedEvent): string => String(data['keyId']);
