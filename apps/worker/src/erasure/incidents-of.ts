import { setTimeout as sleep } from 'node:timers/promises';
import { incidentDetailsProjection, incidentDocuments } from '@evidesk/incidents';
import type { Position } from '@evidesk/kernel';
import type { ReadStore } from '@evidesk/read-store';

const PAGE = 1_000;
const LOOK_MS = 100;

/** The ids of a person's incidents. */
export async function incidentsOf(store: ReadStore, person: string): Promise<readonly string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.find(incidentDocuments, {
      where: { person },
      index: 'person',
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
    });
    for (const { id } of page.items) ids.push(id);
    cursor = page.next;
  } while (cursor !== undefined);
  return ids;
}

/** Waits until the view of incidents knows what was recorded by then. @throws AbortError */
export async function untilTakenIn(store: ReadStore, position: Position, signal: AbortSignal): Promise<void> {
  while ((await store.checkpoint(incidentDetailsProjection.name)).position < position)
    await sleep(LOOK_MS, undefined, { signal });
}
