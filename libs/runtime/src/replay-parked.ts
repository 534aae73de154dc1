import { type RecordedEvent } from '@evidesk/kernel';
import type { EventPump } from './event-pump.js';
import type { ParkedEvent } from './parked-event.js';
import { parkedEvents } from './parking-lot.js';
import { isOutage } from './retry-event.js';

/** What became of parked events that were tried again. */
export interface ReplayResult {
  /** How many were taken in and are parked no longer. */
  readonly replayed: number;
  /** How many of the runner's events are parked now. */
  readonly parked: number;
}

/**
 * Tries the parked events of one stream, or of all, again in their order. What succeeds is taken in and deleted from
 * the parked events in one commit; a stream ends at its first event that fails again, which keeps its new error.
 * @throws FencedOut, Interrupted
 */
export async function replayParked(pump: EventPump, only?: string): Promise<ReplayResult> {
  const { parking } = pump.options;
  await pump.flush();
  let replayed = 0;
  for (const stream of only === undefined ? parking.streams() : [only]) replayed += await replayStream(pump, stream);
  return { replayed, parked: parking.count };
}

async function replayStream(pump: EventPump, stream: string): Promise<number> {
  const { parking, readStore } = pump.options;
  const parked = await pump.context.patiently(async () => {
    const found: ParkedEvent[] = [];
    for await (const event of parkedEvents(readStore, parking.collection, stream)) found.push(event);
    return found;
  });
  let replayed = 0;
  for (const event of parked) {
    if (!(await replayEvent(pump, event))) break;
    replayed += 1;
  }
  return replayed;
}

async function replayEvent(pump: EventPump, parked: ParkedEvent): Promise<boolean> {
  const { handler, parking, logger, name } = pump.options;
  const { stream, position } = parked;
  try {
    const event = await pump.context.patiently(() => readEvent(pump, parked));
    await pump.context.patiently(() => handler.attempt(event, pump.context));
    parking.release(parked);
    await pump.flush();
    logger.info('a parked event was taken in', { runner: name, stream, position });
    return true;
  } catch (error) {
    if (isOutage(error)) throw error;
    pump.rewind();
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    parking.repark(parked, cause);
    await pump.flush();
    logger.warn('a parked event failed again', { runner: name, stream, position, error: String(cause) });
    return false;
  }
}

async function readEvent(pump: EventPump, { stream, revision }: ParkedEvent): Promise<RecordedEvent> {
  for await (const event of pump.options.eventStore.readStream(stream, { from: revision, limit: 1 })) return event;
  throw new Error(`${stream} has no event ${revision}`);
}
