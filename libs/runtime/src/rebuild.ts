import type { EventBatch, EventStore } from '@evidesk/event-store';
import type { Clock, Document, Position, Projection, Upcast } from '@evidesk/kernel';
import type { ReadStore } from '@evidesk/read-store';
import { EventPump } from './event-pump.js';
import { parkedCollection } from './parked-event.js';
import { ParkingLot } from './parking-lot.js';
import { Interrupted, patiently } from './patience.js';
import { ProjectionHandler } from './projection-handler.js';
import { describeError, type RuntimeLogger } from './runtime-logger.js';
import { DEFAULT_TUNING, type Tuning } from './tuning.js';
import { viewOf } from './view-of.js';

/** Nobody sees a rebuild before it is done: the rarer it commits, the more changes of one document are one write. */
const UNSEEN: Partial<Tuning> = { commitDocuments: 10_000, commitMs: 10_000 };

/** How far a rebuild has got. */
export interface RebuildProgress {
  readonly position: Position;
  /** How many events were replayed. */
  readonly events: number;
}

export interface RebuildOptions {
  readonly eventStore: EventStore;
  readonly readStore: ReadStore;
  readonly clock: Clock;
  readonly logger: RuntimeLogger;
  readonly upcast?: Upcast;
  readonly tuning?: Partial<Tuning>;
  /** Told after each batch. */
  onProgress?(progress: RebuildProgress): void;
  /** Gives up; the view stays as it was. */
  readonly signal?: AbortSignal;
}

export interface RebuildResult extends RebuildProgress {
  readonly generation: number;
  /** How many events could not be replayed and are parked in the new generation. */
  readonly parked: number;
}

/**
 * Builds a view anew beside the one in use, and puts it in its place once it has got as far. The view's runner goes on
 * meanwhile, in whichever process; after the swap it continues behind the new generation's checkpoint.
 * @throws Interrupted when given up; FencedOut when another rebuild of the view was begun
 */
export async function rebuildView<D extends Document>(
  projection: Projection<D>,
  options: RebuildOptions,
): Promise<RebuildResult> {
  const { eventStore, readStore, clock, logger, upcast, onProgress, signal } = options;
  const { name, streams } = projection;
  const tuning = { ...DEFAULT_TUNING, ...UNSEEN, ...options.tuning };
  const done = new AbortController();
  const stop = signal === undefined ? done.signal : AbortSignal.any([signal, done.signal]);
  const wait = <T>(operation: () => Promise<T>) =>
    patiently(operation, {
      signal: stop,
      maxDelayMs: tuning.maxRetryMs,
      onWait: (error) => logger.warn('a rebuild waits for a store', { view: name, error: describeError(error) }),
      onResume: () => undefined,
    });
  await wait(() => readStore.define([viewOf(projection)]));
  const generation = await wait(() => readStore.beginGeneration(name));
  const parking = new ParkingLot(parkedCollection(name), clock);
  const { cachedDocuments } = tuning;
  const handler = new ProjectionHandler(projection, { readStore, cachedDocuments, ...(upcast && { upcast }) });
  const onBatch = async (batch: EventBatch): Promise<void> => {
    onProgress?.({ position: pump.position, events: pump.events });
    if (!batch.caughtUp) return;
    // Readers must not be taken back behind what they have seen.
    const live = await wait(() => readStore.checkpoint(name));
    if (live.position <= pump.position) done.abort();
  };
  // The fence is the lowest, so that the runner, whose leases have a count of their own, can take the generation over.
  // Two rebuilds are kept apart by their generations.
  const own = { fence: 0, stop, lost: new AbortController().signal, onBatch };
  const stores = { eventStore, readStore, handler, parking, logger, tuning };
  const pump = await wait(() => EventPump.open({ name, streams, ...stores, ...own }, generation));
  await pump.run();
  if (!done.signal.aborted) throw new Interrupted(`the rebuild of ${name} was given up`);
  await readStore.activate(name, generation);
  const { position, events } = pump;
  logger.info('a view was rebuilt', { view: name, generation, position, events, parked: parking.count });
  return { generation, position, events, parked: parking.count };
}
