import type { Document, ProcessManager, Projection } from '@evidesk/kernel';
import type { View } from '@evidesk/read-store';
import { deadlineCollection } from './deadline-book.js';
import { parkedCollection } from './parked-event.js';

/** The view that a projection fills: its documents, its entries and aggregates if any, and the events that it has parked. */
export function viewOf<D extends Document>(projection: Projection<D>): View {
  const { name, version, collection, entries, aggregates } = projection;
  const beside = [entries?.collection, aggregates?.collection].filter((each) => each !== undefined);
  return { name, version, collections: [collection, ...beside, parkedCollection(name)] };
}

/** The view that holds the checkpoint of a process manager, what it has scheduled and remembers, and the events that it has parked. */
export function viewOfProcess<M extends Document>(process: ProcessManager<M>): View {
  const { name, memory } = process;
  const remembered = memory === undefined ? [] : [memory.collection];
  return { name, collections: [deadlineCollection(name), ...remembered, parkedCollection(name)] };
}
