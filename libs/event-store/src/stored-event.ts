import type { Position, RecordedEvent } from '@evidesk/kernel';
import { canonicalJson } from './canonical-json.js';
import { linkHash } from './chain.js';
import type { EventStore, StoredEvent } from './port.js';

const PAGE = 1_000;

/** An event that was read, as a store would keep it. */
export function asStored(event: RecordedEvent): StoredEvent {
  return { ...event, data: canonicalJson(event.data), metadata: canonicalJson(event.metadata) };
}

/**
 * All events behind a position as they are kept, in global order, in pages.
 * @throws what `readAll` throws; a store that keeps text gives out also what is no JSON any more
 */
export async function* storedEvents(store: EventStore, after: Position): AsyncIterable<readonly StoredEvent[]> {
  if (store.readStored !== undefined) {
    yield* store.readStored(after);
    return;
  }
  let page: StoredEvent[] = [];
  for await (const event of store.readAll({ after })) {
    page.push(asStored(event));
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

/** Whether an event has the hash that is stored with it, behind the hash of the event before it in its stream. */
export function hasItsHash({ type, data, metadata, hash }: StoredEvent, previousHash: string): boolean {
  if (linkHash(previousHash, type, data, metadata) === hash) return true;
  const [canonicalData, canonicalMetadata] = [canonicalOf(data), canonicalOf(metadata)];
  if (canonicalData === undefined || canonicalMetadata === undefined) return false;
  return linkHash(previousHash, type, canonicalData, canonicalMetadata) === hash;
}

function canonicalOf(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? canonicalJson(value) : undefined;
  } catch {
    // What is no JSON has no canonical form: the caller says that it is not what was written.
    return undefined;
  }
}
