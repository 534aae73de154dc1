import { SNAPSHOT_VIEW } from '@evidesk/executor';
import { START } from '@evidesk/kernel';
import type { ReadStore } from '@evidesk/read-store';
import { CHECKPOINT_VIEW } from '@evidesk/time-travel';

const AT_ONCE = 500;

/** Throws away what was folded from events before: checkpoints of the past, and snapshots of these streams. They are made again. */
export async function forgetShortcuts(store: ReadStore, streams: readonly string[] = []): Promise<void> {
  await store.activate(CHECKPOINT_VIEW.name, await store.beginGeneration(CHECKPOINT_VIEW.name));
  if (streams.length === 0) return;
  const [snapshots] = SNAPSHOT_VIEW.collections;
  if (snapshots === undefined) throw new Error('snapshots have a collection');
  const { name: view } = SNAPSHOT_VIEW;
  for (let at = 0; at < streams.length; at += AT_ONCE) {
    const writes = streams
      .slice(at, at + AT_ONCE)
      .map((id) => ({ kind: 'delete', collection: snapshots.name, id }) as const);
    await store.commit({ view, generation: 1, fence: 0, position: START, writes });
  }
}
