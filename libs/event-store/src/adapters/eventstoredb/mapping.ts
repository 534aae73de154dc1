import { END, NO_STREAM, START as FIRST, type EventData } from '@eventstore/db-client';
import {
  START,
  deriveId,
  type EventMetadata,
  type JsonObject,
  type Position,
  type RecordedEvent,
} from '@evidesk/kernel';
import type { NewEvent } from '../../port.js';

/** A position as the driver has it. */
export interface LogPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

/** What the adapter reads of an event of the driver's. */
export interface LogEvent {
  readonly streamId: string;
  readonly revision: bigint;
  readonly type: string;
  readonly isJson: boolean;
  readonly data: unknown;
  readonly metadata: unknown;
  readonly position?: LogPosition | undefined;
}

export { END };

// The width of the largest unsigned 64-bit number.
const DIGITS = 20;
// The server says "unknown" by the largest number.
const MAX_KNOWN = 2n ** 63n - 1n;

/** Commit and prepare position, zero-padded so that positions compare as strings; `undefined` when the server gave none. */
export function positionText(position: LogPosition | undefined): Position | undefined {
  if (position === undefined || position.commit > MAX_KNOWN || position.commit < 0n) return undefined;
  return `${String(position.commit).padStart(DIGITS, '0')}-${String(position.prepare).padStart(DIGITS, '0')}`;
}

/** Where the driver is to read from. */
export function logPosition(position: Position): LogPosition | typeof FIRST {
  if (position === START) return FIRST;
  const match = /^(\d{20})-(\d{20})$/.exec(position);
  if (match === null) throw new RangeError(`not a position of this event store: ${position}`);
  return { commit: BigInt(match[1] as string), prepare: BigInt(match[2] as string) };
}

/** The revision at which the server must find the stream; -1 is "no stream". */
export function serverRevision(revision: number): bigint | typeof NO_STREAM {
  return revision < 0 ? NO_STREAM : BigInt(revision);
}

/**
 * An event for the server; its link of the chain travels in the metadata.
 * The server's own id is derived from event id and hash: with the event id alone the server would answer a rival's
 * append of the same ids but other content (another recording time, say) as if it had been written, and the chain
 * would go on from a hash that is not stored. Repeated event ids are found by the adapter.
 */
export function toEventData(event: NewEvent, hash: string): EventData {
  return {
    id: deriveId(event.metadata.eventId, hash),
    contentType: 'application/json',
    type: event.type,
    data: event.data as Record<string, unknown>,
    metadata: { ...event.metadata, hash },
  };
}

/** An event as the port gives it out; `undefined` when something else wrote it. */
export function toRecorded(event: LogEvent): RecordedEvent | undefined {
  const position = positionText(event.position);
  const { hash, ...metadata } = (event.metadata ?? {}) as EventMetadata & { readonly hash?: unknown };
  if (!event.isJson || typeof hash !== 'string' || typeof metadata.eventId !== 'string') return undefined;
  if (position === undefined)
    throw new TypeError('the server gives no positions with events; 22.6 is the oldest that does');
  return {
    stream: event.streamId,
    revision: Number(event.revision),
    position,
    type: event.type,
    data: event.data as JsonObject,
    metadata,
    hash,
  };
}
