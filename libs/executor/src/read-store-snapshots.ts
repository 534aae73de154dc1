import { type Collection, START } from '@evidesk/kernel';
import type { ReadStore, View } from '@evidesk/read-store';
import type { Snapshot, SnapshotStore } from './snapshot-store.js';

type SnapshotDocument = Snapshot & { readonly id: string };

const snapshots: Collection<SnapshotDocument> = { name: 'snapshots', indexes: [] };

/** Snapshots are documents beside the views; like them they can be lost and made again. */
export const SNAPSHOT_VIEW: View = { name: 'snapshots', collections: [snapshots] };

/** Keeps snapshots in the read store. */
export class ReadStoreSnapshots implements SnapshotStore {
  constructor(private readonly store: ReadStore) {}

  load(stream: string): Promise<Snapshot | undefined> {
    return this.store.get(snapshots, stream);
  }

  /** Last writer wins: any snapshot of a stream is a correct one. */
  save(snapshot: Snapshot): Promise<void> {
    return this.store.commit({
      view: SNAPSHOT_VIEW.name,
      generation: 1,
      fence: 0,
      position: START,
      writes: [{ kind: 'put', collection: snapshots.name, document: { id: snapshot.stream, ...snapshot } }],
    });
  }
}
