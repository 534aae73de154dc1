import { asStored, type EventStore } from '@evidesk/event-store';
import { DomainError, type Instant, type RecordedEvent } from '@evidesk/kernel';
import { bundleOf } from '../evidence/bundle.js';
import { type BundleVerification, checkBundle, type CheckBundleOptions } from '../evidence/check-bundle.js';
import { ChainWatch } from './chain-watch.js';
import { ClueBook } from './clue-book.js';

/**
 * Checks one stream: its chain, and that its events stand under seals that can be believed.
 * @throws StreamNotFound, StoreUnavailable
 */
export async function verifyOneStream(
  store: EventStore,
  stream: string,
  now: Instant,
  options: CheckBundleOptions = {},
): Promise<BundleVerification> {
  const events: RecordedEvent[] = [];
  for await (const event of store.readStream(stream)) events.push(event);
  try {
    const { files } = await bundleOf(store, events, { incident: stream, exportedAt: now });
    return checkBundle(new Map(files.map(({ name, content }) => [name, content])), options);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'evidence.damaged') throw error;
    return unproven(stream, events, error.message);
  }
}

/** What is known of a stream among whose neighbours something is wrong: proofs can not be made of them. */
function unproven(stream: string, events: readonly RecordedEvent[], reason: string): BundleVerification {
  const clues = new ClueBook();
  const chain = new ChainWatch();
  for (const event of events) clues.addChainProblem({ problem: chain.check(asStored(event)), ...event });
  const detail = `${reason}: verify the whole store to see which`;
  clues.add({ kind: 'modified', source: 'seals', at: events.at(-1)?.position ?? '', stream, detail });
  const found = clues.findings();
  const counts = { events: events.length, streams: 1, seals: 0, keys: [], unsealed: { events: events.length } };
  return { intact: false, incident: stream, ...counts, ...found };
}
