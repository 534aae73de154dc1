import { genesisHash, hasItsHash, type StoredEvent } from '@evidesk/event-store';
import type { FindingKind } from './finding.js';
import { StreamTails } from './stream-tails.js';

/** What the hash chain of an event's stream says against it. */
export interface ChainProblem {
  readonly kind: FindingKind;
  readonly detail: string;
  /** The first revision that is missing, and how many are. */
  readonly gap?: { readonly revision: number; readonly missing: number };
}

/** Revisions that a stream has skipped, and the hash that the first of them has to build on. */
interface Gap {
  next: number;
  readonly end: number;
  hash: string;
}

/** Checks the chains of all streams at once, in the order of the whole store, with a little memory for each stream. */
export class ChainWatch {
  private readonly tails = new StreamTails();
  private readonly gaps = new Map<string, Gap[]>();

  get streams(): number {
    return this.tails.size;
  }

  /** What is wrong with the next event of its stream, if anything. Goes on from what is stored. */
  check(event: StoredEvent): ChainProblem | undefined {
    const known = this.tails.find(event.stream);
    const next = known === undefined ? 0 : this.tails.next(known);
    const before = known === undefined ? genesisHash(event.stream) : this.tails.hash(known);
    if (event.revision < next) return this.checkEarlier(event);
    const slot = known ?? this.tails.add(event.stream);
    this.tails.set(slot, event.revision + 1, event.hash);
    if (event.revision > next) return this.noteGap(event, next, before);
    return hasItsHash(event, before)
      ? undefined
      : { kind: 'modified', detail: 'its content does not have the hash that is stored with it' };
  }

  private noteGap({ stream, revision }: StoredEvent, next: number, hash: string): ChainProblem {
    const gap = { next, end: revision, hash };
    this.gaps.set(stream, [...(this.gaps.get(stream) ?? []), gap]);
    const missing = revision - next;
    const detail = missing === 1 ? `revision ${next} is missing` : `revisions ${next} to ${revision - 1} are missing`;
    return { kind: 'removed', detail, gap: { revision: next, missing } };
  }

  /** An event whose revision the stream has passed already: one that was skipped, or one too many. */
  private checkEarlier(event: StoredEvent): ChainProblem {
    const gap = this.gaps.get(event.stream)?.find(({ next, end }) => event.revision >= next && event.revision < end);
    if (gap === undefined) return { kind: 'inserted', detail: `there is another revision ${event.revision} before it` };
    const belongs = event.revision > gap.next || hasItsHash(event, gap.hash);
    gap.next = event.revision + 1;
    gap.hash = event.hash;
    return belongs
      ? { kind: 'reordered', detail: 'it stands behind later revisions of its stream' }
      : { kind: 'inserted', detail: `it stands in the place of revision ${event.revision}, and is not it` };
  }
}
