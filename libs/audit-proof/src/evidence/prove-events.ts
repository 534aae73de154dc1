import type { EventStore } from '@evidesk/event-store';
import { DomainError, type RecordedEvent } from '@evidesk/kernel';
import type { InclusionProof } from '../contract/bundle-files.js';
import { type Seal, SEALS_STREAM } from '../contract/seal-events.js';
import { eventLeaf, type LeafSource } from '../merkle/event-leaf.js';
import { inclusionPath } from '../merkle/inclusion.js';
import { hexOf, merkleRoot, type TreeHash } from '../merkle/tree-hash.js';
import { rangeStart, readSeal, readTip, sealCovering } from '../seals/read-seals.js';
import { skippedTo } from '../seals/seal.js';

/** Events with what proves them. */
export interface ProvenEvents {
  readonly proofs: readonly InclusionProof[];
  /** From the oldest needed to the newest there is, each linked to the next of them. */
  readonly seals: readonly Seal[];
  /** Events that no seal covers yet. */
  readonly unsealed: readonly Pick<RecordedEvent, 'stream' | 'revision'>[];
}

/**
 * Proves events by the seals over them.
 * @param events in global order
 * @param through numbers of seals that are to be among those handed out, since somebody knows them
 * @throws DomainError when what is stored is not what was sealed, or there is no such seal; StoreUnavailable
 */
export async function proveEvents(
  store: EventStore,
  events: readonly RecordedEvent[],
  through: readonly number[] = [],
): Promise<ProvenEvents> {
  const proofs: InclusionProof[] = [];
  const unsealed: Pick<RecordedEvent, 'stream' | 'revision'>[] = [];
  const wanted = new Set(through);
  let under: { readonly seal: Seal; readonly leaves: SealedLeaves } | undefined;
  for (const event of events) {
    const { stream, revision, position } = event;
    if (under === undefined || position > under.seal.to) {
      const found = await sealCovering(store, position);
      under = found && { seal: found.seal, leaves: await SealedLeaves.read(store, found.seal) };
    }
    if (under === undefined) {
      unsealed.push({ stream, revision });
      continue;
    }
    const { seal, leaves } = under;
    wanted.add(seal.number);
    proofs.push({ stream, revision, seal: seal.number, ...leaves.prove(event) });
  }
  return { proofs, unsealed, seals: await linkedSeals(store, [...wanted]) };
}

/** The leaves under a seal. */
class SealedLeaves {
  private constructor(
    private readonly seal: Seal,
    private readonly places: ReadonlyMap<string, number>,
    private readonly leaves: readonly TreeHash[],
  ) {}

  static async read(store: EventStore, seal: Seal): Promise<SealedLeaves> {
    const places = new Map<string, number>();
    const leaves: TreeHash[] = [];
    for await (const event of store.readAll({ after: await rangeStart(store, seal) })) {
      if (event.position > seal.to || leaves.length > seal.count) break;
      if (event.stream === SEALS_STREAM) continue;
      places.set(placeKey(event), leaves.length);
      leaves.push(eventLeaf(event));
    }
    if (leaves.length !== seal.count || hexOf(merkleRoot(leaves)) !== seal.root) throw damaged(seal);
    return new SealedLeaves(seal, places, leaves);
  }

  prove(event: LeafSource): { readonly index: number; readonly path: string[] } {
    const index = this.places.get(placeKey(event));
    if (index === undefined || this.leaves[index] !== eventLeaf(event)) throw damaged(this.seal);
    return { index, path: inclusionPath(this.leaves, index).map(hexOf) };
  }
}

/**
 * The seals of these numbers and the newest one, with as many between them as link each to the next; oldest first.
 * The way back from seal n to an earlier one takes at most some (log n)² / 2 seals.
 */
async function linkedSeals(store: EventStore, numbers: readonly number[]): Promise<readonly Seal[]> {
  const newest = (await readTip(store)).last?.seal;
  if (newest === undefined) return [];
  const seals: Seal[] = [newest];
  for (const target of [...numbers].sort((a, b) => b - a)) {
    if (target < 1 || target > newest.number)
      throw new DomainError('not-found', 'seal.not-found', `there is no seal ${target}`);
    for (let at = (seals.at(-1) as Seal).number; at > target; at = (seals.at(-1) as Seal).number) {
      const skipped = skippedTo(at);
      seals.push(await sealNumbered(store, skipped >= target ? skipped : at - 1));
    }
  }
  return seals.reverse();
}

async function sealNumbered(store: EventStore, number: number): Promise<Seal> {
  const found = await readSeal(store, number);
  if (found === undefined) throw new DomainError('conflict', 'evidence.damaged', `seal ${number} is missing`);
  return found.seal;
}

const placeKey = ({ stream, revision }: LeafSource): string => `${revision} ${stream}`;

const damaged = ({ number }: Seal) =>
  new DomainError('conflict', 'evidence.damaged', `the events under seal ${number} are not those that were sealed`);
