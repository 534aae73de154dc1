import { setTimeout as sleep } from 'node:timers/promises';
import { incidentDetailsProjection, incidentDocuments } from '@evidesk/incidents';
import type { Position } from '@evidesk/kernel';
import { allDocuments, type ReadStore } from '@evidesk/read-store';

const LOOK_MS = 100;

/** The ids of a person's incidents. */
export async function incidentsOf(store: ReadStore, person: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { id } of allDocuments(store, incidentDocuments, { where: { person }, index: 'person' }))
    ids.push(id);
  return ids;
}

/** Waits until the view of incidents knows what was recorded by then. @throws AbortError */
export async function untilTakenIn(store: ReadStore, position: Position, signal: AbortSignal): Promise<void> {
  while ((await store.checkpoint(incidentDetailsProjection.name)).position < position)
    await sleep(LOOK_MS, undefined, { signal });
}
