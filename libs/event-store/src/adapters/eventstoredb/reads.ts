import { BACKWARDS, END, TimeoutError, type StreamingRead } from '@eventstore/db-client';
import { START, type Position } from '@evidesk/kernel';
import type { EventStoreDbClient } from './connection.js';
import { translateError } from './errors.js';
import { logPosition, positionText, type LogEvent } from './mapping.js';

interface Resolved {
  readonly event?: LogEvent;
}

/**
 * The events of a read of the driver's. The driver sets no deadline for reads: one that stays silent for too long,
 * while it is waited for, is given up. Leaving early cancels it.
 */
export async function* eventsOf(open: () => StreamingRead<Resolved>, deadlineMs: number): AsyncIterable<LogEvent> {
  let read: StreamingRead<Resolved> | undefined;
  let isWaiting = false;
  const watchdog = setTimeout(
    () => isWaiting && read?.destroy(new TimeoutError(undefined, 'the read stayed silent')),
    deadlineMs,
  );
  try {
    read = open();
    // An error after the last event was taken would otherwise have no listener and end the process.
    read.on('error', () => undefined);
    const iterator = read[Symbol.asyncIterator]() as AsyncIterator<Resolved>;
    for (;;) {
      isWaiting = true;
      watchdog.refresh();
      const next = await iterator.next();
      isWaiting = false;
      if (next.done === true) return;
      if (next.value.event !== undefined) yield next.value.event;
    }
  } catch (error) {
    throw translateError(error);
  } finally {
    clearTimeout(watchdog);
    read?.cancel().catch(() => undefined);
  }
}

/** All events behind a position, system events too, to the end. The server starts at the position itself. */
export async function* allEventsBehind(
  client: EventStoreDbClient,
  after: Position,
  deadlineMs: number,
): AsyncIterable<LogEvent> {
  const options = { fromPosition: logPosition(after) };
  for await (const event of eventsOf(() => client.readAll(options), deadlineMs)) {
    if ((positionText(event.position) ?? START) > after) yield event;
  }
}

/** The position of the newest event that is not a system event. */
export async function headPosition(client: EventStoreDbClient, deadlineMs: number): Promise<Position> {
  const options = { direction: BACKWARDS, fromPosition: END } as const;
  for await (const event of eventsOf(() => client.readAll(options), deadlineMs)) {
    if (!event.streamId.startsWith('$')) return positionText(event.position) ?? START;
  }
  return START;
}
