import type { ExpectedRevision } from '../../port.js';
import type { EncodedAppend, Outcome } from './group-writer.js';

/** Appends on their way to the thread: flat, since a nested object costs several times as much to hand over. */
export type Batch = readonly (string | number)[];

/** What the thread is told: appends in the order in which they are to be tried, or to try the file, or to end. */
export type ToThread = { readonly batch: Batch } | 'ping' | 'close';

/** A driver's error, which does not survive the way between threads with its code. */
export interface Failure {
  readonly message: string;
  readonly code: string;
}

/**
 * What the thread answers: the outcomes of a group of appends, in the order in which they came, the failure of so many,
 * or how trying the file went.
 */
export type FromThread =
  | { readonly outcomes: readonly number[] }
  | { readonly failed: number; readonly failure: Failure }
  | { readonly pinged: Failure | undefined };

const KINDS: readonly Outcome['kind'][] = ['written', 'duplicate', 'conflict'];
const NUMBERS_PER_OUTCOME = 3;

/** Adds an append to a batch. */
export function addAppend(batch: (string | number)[], { stream, expected, events }: EncodedAppend): void {
  batch.push(stream, expected, events.length);
  for (const { eventId, type, data, metadata } of events) batch.push(eventId, type, data, metadata);
}

/** The appends of a batch. */
export function readAppends(batch: Batch): EncodedAppend[] {
  const appends: EncodedAppend[] = [];
  for (let at = 0; at < batch.length;) {
    const [stream, expected, count] = [batch[at], batch[at + 1], batch[at + 2] as number];
    at += 3;
    const events = [];
    for (const end = at + count * 4; at < end; at += 4) {
      events.push({
        eventId: batch[at] as string,
        type: batch[at + 1] as string,
        data: batch[at + 2] as string,
        metadata: batch[at + 3] as string,
      });
    }
    appends.push({ stream: stream as string, expected: expected as ExpectedRevision, events });
  }
  return appends;
}

/** Outcomes as numbers. */
export function packOutcomes(outcomes: readonly Outcome[]): number[] {
  const numbers: number[] = [];
  for (const { kind, revision, position } of outcomes) numbers.push(KINDS.indexOf(kind), revision, position);
  return numbers;
}

/** The outcomes that the numbers stand for. */
export function readOutcomes(numbers: readonly number[]): Outcome[] {
  const outcomes: Outcome[] = [];
  for (let at = 0; at < numbers.length; at += NUMBERS_PER_OUTCOME) {
    const kind = KINDS[numbers[at] as number] as Outcome['kind'];
    outcomes.push({ kind, revision: numbers[at + 1] as number, position: numbers[at + 2] as number });
  }
  return outcomes;
}

/** What of an error crosses between threads. */
export function failureOf(error: unknown): Failure {
  const { message, code } = error as { readonly message?: unknown; readonly code?: unknown };
  return { message: String(message ?? error), code: String(code ?? '') };
}

/** The error again, as the driver threw it. */
export function errorOf({ message, code }: Failure): Error {
  return Object.assign(new Error(message), { code });
}
