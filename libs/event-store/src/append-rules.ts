import { canonicalJson } from './canonical-json.js';
import { ConcurrencyConflict, EventTooLarge } from './errors.js';
import type { ExpectedRevision, NewEvent } from './port.js';

/** The most bytes (UTF-8) of an event's data and metadata together, unless the store is told otherwise. */
export const DEFAULT_MAX_EVENT_BYTES = 1024 * 1024;

/** An event in the form in which it is hashed and stored. */
export interface EncodedEvent {
  readonly eventId: string;
  readonly type: string;
  /** Canonical JSON. */
  readonly data: string;
  /** Canonical JSON. */
  readonly metadata: string;
}

/** Where an event is. */
export interface Place {
  readonly stream: string;
  readonly revision: number;
}

/** What an append comes to: write behind `revision`, or nothing since the events are there, the last at `revision`. */
export interface AppendDecision {
  readonly kind: 'write' | 'duplicate';
  readonly revision: number;
}

/**
 * Checks an append's arguments and encodes its events, before anything is queued or sent.
 * @throws RangeError when there are no events, an id comes twice, or the stream's name is empty or a system stream's
 * @throws EventTooLarge
 */
export function encodeAppend(stream: string, events: readonly NewEvent[], maxEventBytes: number): EncodedEvent[] {
  if (stream === '' || stream.startsWith('$')) throw new RangeError(`not a stream name: "${stream}"`);
  if (events.length === 0) throw new RangeError('an append needs at least one event');
  const encoded: EncodedEvent[] = [];
  for (const { type, data, metadata } of events) {
    const event = { eventId: metadata.eventId, type, data: canonicalJson(data), metadata: canonicalJson(metadata) };
    refuseTooLarge(event, maxEventBytes);
    encoded.push(event);
  }
  if (encoded.length > 1 && new Set(encoded.map((event) => event.eventId)).size < encoded.length) {
    throw new RangeError('an event id comes twice in one append');
  }
  return encoded;
}

function refuseTooLarge(event: EncodedEvent, limit: number): void {
  const length = event.data.length + event.metadata.length;
  // UTF-8 takes at most three bytes for a UTF-16 unit: counting is only worth it near the limit.
  if (length * 3 <= limit) return;
  const bytes = Buffer.byteLength(event.data) + Buffer.byteLength(event.metadata);
  if (bytes > limit) throw new EventTooLarge(bytes, limit);
}

/**
 * Decides an append by the store's rules; every adapter asks here, so that all agree.
 * @param actual the stream's last revision, -1 when it does not exist
 * @param placeOf where an event id is in the store
 * @throws ConcurrencyConflict
 */
export function decideAppend(
  stream: string,
  events: readonly EncodedEvent[],
  expected: ExpectedRevision,
  actual: number,
  placeOf: (eventId: string) => Place | undefined,
): AppendDecision {
  let first: number | undefined;
  for (const [index, event] of events.entries()) {
    const place = placeOf(event.eventId);
    if (index === 0 && place !== undefined) first = place.revision;
    const isNew = place === undefined && first === undefined;
    const isRepeated =
      place !== undefined && first !== undefined && place.stream === stream && place.revision === first + index;
    if (!isNew && !isRepeated) throw new ConcurrencyConflict(stream, expected, actual);
  }
  if (first !== undefined) return { kind: 'duplicate', revision: first + events.length - 1 };
  if (!isAsExpected(expected, actual)) throw new ConcurrencyConflict(stream, expected, actual);
  return { kind: 'write', revision: actual };
}

/** Whether a stream whose last revision is `actual` (-1: none) is what the writer expects. */
export function isAsExpected(expected: ExpectedRevision, actual: number): boolean {
  switch (expected) {
    case 'any':
      return true;
    case 'absent':
      return actual === -1;
    case 'exists':
      return actual >= 0;
    default:
      return actual === expected;
  }
}
