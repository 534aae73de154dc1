import { setTimeout } from 'node:timers/promises';
import { streamNameFilter } from '@eventstore/db-client';
import { StoreUnavailable, type Position, type RecordedEvent } from '@evidesk/kernel';
import { DEFAULT_BATCH_SIZE, matches } from '../../paged-subscription.js';
import type { EventBatch, EventFilter, SubscribeOptions } from '../../port.js';
import type { EventStoreDbClient } from './connection.js';
import { translateError } from './errors.js';
import { logPosition, positionText, toRecorded, type LogEvent, type LogPosition } from './mapping.js';
import { allEventsBehind } from './reads.js';
import { SubscriptionReader } from './subscription-reader.js';

const FIRST_BACK_OFF_MS = 100;
const MAX_BACK_OFF_MS = 5_000;
// Under a load that never pauses there is no silence by which to tell.
const MAX_CATCH_UP_LOOK_MS = 1_000;
const EVENTS_PER_CHECKPOINT = 512;
// With a filter, only looking tells how far events of other streams have moved the head.
const FILTERED_LOOK_MS = 250;
const UNFILTERED_LOOK_MS = 5_000;

/** What a subscription needs to know besides what the subscriber wants. */
export interface SubscriptionSettings {
  readonly deadlineMs: number;
  readonly idleMs: number;
  /** Throws when the store was closed. */
  assertOpen(): void;
}

/** Follows `$all` for ever: when the connection is lost, or the server drops a slow reader, behind the last batch. */
export async function* subscribeAll(
  client: EventStoreDbClient,
  options: SubscribeOptions,
  settings: SubscriptionSettings,
): AsyncIterable<EventBatch> {
  const { signal } = options;
  let after = options.after;
  let failures = 0;
  while (!signal.aborted) {
    settings.assertOpen();
    try {
      for await (const batch of follow(client, { ...options, after }, settings)) {
        failures = 0;
        after = batch.position;
        yield batch;
      }
      return;
    } catch (error) {
      const translated = translateError(error);
      if (!(translated instanceof StoreUnavailable)) throw translated;
    }
    const backOff = Math.min(FIRST_BACK_OFF_MS * 2 ** failures, MAX_BACK_OFF_MS);
    failures += 1;
    await setTimeout(backOff * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
  }
}

/**
 * One connection's worth. Servers before 23.10 don't say when a subscriber has caught up; so when the subscription
 * falls silent, the rest up to the head is read, and what the subscription then repeats of it is dropped.
 */
async function* follow(
  client: EventStoreDbClient,
  options: SubscribeOptions,
  settings: SubscriptionSettings,
): AsyncIterable<EventBatch> {
  const { filter, signal, batchSize = DEFAULT_BATCH_SIZE } = options;
  let position = options.after;
  let isLive = false;
  const since = performance.now();
  const reader = new SubscriptionReader((onCheckpoint) => {
    const request = { fromPosition: logPosition(position), filter: serverFilter(filter, onCheckpoint) };
    return client.subscribeToAll(request, { highWaterMark: batchSize });
  });
  const liveLookMs = isFiltered(filter) ? FILTERED_LOOK_MS : UNFILTERED_LOOK_MS;
  try {
    while (!signal.aborted) {
      const { events, isDrained, checkpoint } = reader.take(batchSize);
      const fresh = wanted(events, filter, position);
      const reached = later(later(position, positionText(events.at(-1)?.position)), checkpoint);
      if (reached > position) {
        position = reached;
        yield { events: fresh, position, caughtUp: isLive && isDrained };
      }
      if (!isDrained || signal.aborted) continue;
      if (isLive || !(reader.hasCaughtUp || performance.now() - since > MAX_CATCH_UP_LOOK_MS)) {
        if ((await reader.wait(isLive ? liveLookMs : settings.idleMs, signal)) === 'news') continue;
      }
      for await (const batch of rest(client, position, { filter, batchSize }, settings.deadlineMs)) {
        if (signal.aborted) return;
        const isNews = !isLive || batch.position > position;
        position = batch.position;
        if (isNews) yield batch;
      }
      isLive = true;
    }
  } finally {
    reader.close();
  }
}

/** What is between a position and the head, in batches; the last says that it has caught up. */
async function* rest(
  client: EventStoreDbClient,
  after: Position,
  { filter, batchSize }: { filter: EventFilter | undefined; batchSize: number },
  deadlineMs: number,
): AsyncIterable<EventBatch> {
  let position = after;
  let events: RecordedEvent[] = [];
  for await (const event of allEventsBehind(client, after, deadlineMs)) {
    if (events.length === batchSize) {
      yield { events, position, caughtUp: false };
      events = [];
    }
    events.push(...wanted([event], filter, position));
    position = later(position, positionText(event.position));
  }
  yield { events, position, caughtUp: true };
}

function wanted(events: readonly LogEvent[], filter: EventFilter | undefined, after: Position): RecordedEvent[] {
  const recorded: RecordedEvent[] = [];
  for (const event of events) {
    if (event.streamId.startsWith('$') || !matches(filter, event.streamId)) continue;
    const own = toRecorded(event);
    if (own !== undefined && own.position > after) recorded.push(own);
  }
  return recorded;
}

function serverFilter(filter: EventFilter | undefined, onCheckpoint: (position: LogPosition) => void) {
  const checkpoints = {
    maxSearchWindow: EVENTS_PER_CHECKPOINT,
    checkpointInterval: 1,
    checkpointReached: (_: unknown, position: LogPosition) => onCheckpoint(position),
  };
  if (filter !== undefined && isFiltered(filter))
    return streamNameFilter({ ...checkpoints, prefixes: [...filter.streamPrefixes] });
  return streamNameFilter({ ...checkpoints, regex: '^[^$].*' });
}

function isFiltered(filter: EventFilter | undefined): boolean {
  return filter !== undefined && filter.streamPrefixes.length > 0 && !filter.streamPrefixes.includes('');
}

function later(position: Position, other: Position | undefined): Position {
  return other !== undefined && other > position ? other : position;
}
