import { START, type EventMetadata, type Position, type RecordedEvent } from '@evidesk/kernel';
import { parseJsonObject } from '../../chain.js';
import type { StoredEvent } from '../../port.js';
import { RowDamage } from './errors.js';

/** The columns of an event, in the order in which rows are read. */
export const EVENT_COLUMNS = 'e.position, s.name, e.revision, e.type, e.hash, e.data, e.metadata';

/** A row of `EVENT_COLUMNS`. */
export type EventRow = [
  position: number,
  stream: string,
  revision: number,
  type: string,
  hash: string,
  data: string,
  metadata: string,
];

/** The same, with the number of the stream in place of its name. */
export type StoredRow = [
  position: number,
  streamId: number,
  revision: number,
  type: string,
  hash: string,
  data: string,
  metadata: string,
];

/** Wide enough for every safe integer, so that positions compare as strings. */
const POSITION_DIGITS = 16;

/** A position in the port's form. */
export function positionText(position: number): Position {
  return position === 0 ? START : String(position).padStart(POSITION_DIGITS, '0');
}

/** A position of the port as a number; `START` is 0. */
export function positionNumber(position: Position): number {
  return position === START ? 0 : Number(position);
}

/** An event as the port gives it out. @throws RowDamage when it is not JSON */
export function toRecorded([position, stream, revision, type, hash, data, metadata]: EventRow): RecordedEvent {
  try {
    return {
      stream,
      revision,
      position: positionText(position),
      type,
      data: parseJsonObject(data),
      metadata: JSON.parse(metadata) as EventMetadata,
      hash,
    };
  } catch {
    throw new RowDamage(`the event at position ${position} of ${stream} is not JSON`);
  }
}

/** An event as it is kept. */
export function toStored([position, , revision, type, hash, data, metadata]: StoredRow, stream: string): StoredEvent {
  return { stream, revision, position: positionText(position), type, data, metadata, hash };
}
