import type { ReadStore } from '@evidesk/read-store';
import { parkedCollection, type ParkedEvent } from './parked-event.js';
import { parkedEvents } from './parking-lot.js';

/**
 * The events that a runner has parked, by stream and in their order; its view must be defined.
 * @throws StoreUnavailable
 */
export function parked(store: ReadStore, runner: string, stream?: string): AsyncIterable<ParkedEvent> {
  return parkedEvents(store, parkedCollection(runner), stream);
}
