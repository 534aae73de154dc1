import type { ReadStore } from '@evidesk/read-store';
import type { TravellingView } from './view-fold.js';

/** The streams that views read. */
export function streamsOf(views: readonly TravellingView[]): readonly string[] {
  return [...new Set(views.flatMap(({ projection }) => projection.streams))].sort();
}

/** The generation of each view that is in use. */
export async function generationsOf(
  store: Pick<ReadStore, 'activeGenerations'>,
  views: readonly TravellingView[],
): Promise<Readonly<Record<string, number>>> {
  return Object.fromEntries(await store.activeGenerations(views.map(({ projection }) => projection.name)));
}

/** Whether each of the wanted views is still the one that was kept. */
export function sameGenerations(
  kept: Readonly<Record<string, number>>,
  wanted: Readonly<Record<string, number>>,
): boolean {
  return Object.entries(wanted).every(([view, generation]) => kept[view] === generation);
}
