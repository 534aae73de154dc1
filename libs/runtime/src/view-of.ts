import type { Document, ProcessManager, Projection } from '@evidesk/kernel';
import type { View } from '@evidesk/read-store';
import { parkedCollection } from './parked-event.js';

/** The view that a projection fills: its documents, its aggregates if any, and the events that it has parked. */
export function viewOf<D extends Document>(projection: Projection<D>): View {
  const { name, collection, aggregates } = projection;
  const parked = parkedCollection(name);
  return { name, collections: aggregates ? [collection, aggregates.collection, parked] : [collection, parked] };
}

/** The view that holds the checkpoint of a process manager and the events that it has parked. */
export function viewOfProcess(process: ProcessManager): View {
  return { name: process.name, collections: [parkedCollection(process.name)] };
}
