import { canonicalJson, ChainVerifier, type EventStore } from '@evidesk/event-store';
import { START } from '@evidesk/kernel';
import { SystemClock } from '@evidesk/platform';
import { allDocuments, type ReadStore } from '@evidesk/read-store';
import { rebuildView, viewOf } from '@evidesk/runtime';
import { PROJECTIONS } from '@evidesk/worker';

/** Every document of every view, as canonical JSON by collection and id. */
export async function dumpViews(store: ReadStore): Promise<ReadonlyMap<string, string>> {
  const dump = new Map<string, string>();
  for (const projection of PROJECTIONS) {
    for (const collection of viewOf(projection).collections)
      for await (const item of allDocuments(store, collection))
        dump.set(`${collection.name}/${item.id}`, canonicalJson(item));
  }
  return dump;
}

/** Builds every view anew from the events. */
export async function rebuildViews(eventStore: EventStore, readStore: ReadStore): Promise<void> {
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  for (const projection of PROJECTIONS) {
    await rebuildView(projection, { eventStore, readStore, clock: new SystemClock(), logger: silent });
  }
}

/** Verifies the hash chain of every stream; answers how many events there are. @throws Error at the first bad link */
export async function verifyChains(store: EventStore): Promise<number> {
  const verifiers = new Map<string, ChainVerifier>();
  let count = 0;
  for await (const event of store.readAll({ after: START })) {
    const verifier = verifiers.get(event.stream) ?? new ChainVerifier(event.stream);
    verifiers.set(event.stream, verifier);
    const bad = verifier.check(event);
    if (bad !== undefined) throw new Error(JSON.stringify(bad));
    count += 1;
  }
  return count;
}
