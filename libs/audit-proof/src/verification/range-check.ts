import type { Position, RecordedEvent } from '@evidesk/kernel';
import { type Seal, TAG_BYTES } from '../contract/seal-events.js';
import type { Roots } from '../merkle/roots.js';
import { align, isPermutation } from './align.js';
import type { ChainProblem } from './chain-watch.js';
import type { Clue } from './finding.js';

/** An event that is to be compared with its seal: what a leaf needs, and what its chain says. */
export type TakenEvent = Pick<RecordedEvent, 'stream' | 'revision' | 'position' | 'type' | 'hash'> & {
  readonly problem?: ChainProblem | undefined;
};

/** What a range came to. */
export interface RangeResult {
  readonly clues: readonly Clue[];
  /** How many of the events given belong to the range. */
  readonly consumed: number;
  /** All events are there, in another order: what chains say of them follows from that. */
  readonly reordered?: boolean;
  /** False when more of the events that follow are wanted before anything can be said. */
  readonly sure: boolean;
}

/**
 * Compares events with the seal over them.
 * @param events those of the range by their position, and some that follow
 * @param inRange how many are of the range by their position
 * @param enough whether there are as many as there can be, or as many as are of use
 * @param roots tells whether a range has its root
 */
export function checkRange(
  seal: Seal,
  events: readonly TakenEvent[],
  { inRange, enough, roots }: { readonly inRange: number; readonly enough: boolean; readonly roots: Roots },
): RangeResult {
  if (inRange === seal.count && roots.holds(seal.root, events.slice(0, inRange)))
    return { clues: [], consumed: inRange, sure: true };
  if (!enough) return { clues: [], consumed: 0, sure: false };
  return { sure: true, ...explain(seal, events, inRange, roots) };
}

/**
 * Where a seal's range begins among events, where that can not be told from the seal before it: by their tags, since
 * positions may have been moved, else by position.
 */
export function startOfRange(seal: Seal, events: readonly TakenEvent[]): number {
  const [first, second] = tagsOf(seal);
  const isTagged = (index: number, tag: string | undefined) =>
    tag === undefined || events[index]?.hash.startsWith(tag) === true;
  const tagged = events.findIndex((_, index) => isTagged(index, first) && isTagged(index + 1, second));
  const start = tagged === -1 ? events.findIndex(({ position }) => position >= seal.from) : tagged;
  return start === -1 ? events.length : start;
}

function explain(seal: Seal, events: readonly TakenEvent[], inRange: number, roots: Roots): Omit<RangeResult, 'sure'> {
  const range = events.slice(0, inRange);
  const sealed = tagsOf(seal);
  const actual = events.map(({ hash }) => hash.slice(0, TAG_BYTES * 2));
  if (sealed.length !== seal.count) return { clues: [somewhere(seal, range)], consumed: inRange };
  const inOrder = actual.slice(0, inRange);
  const moved = inOrder.findIndex((tag, index) => tag !== sealed[index]);
  if (moved !== -1 && isPermutation(inOrder, sealed)) {
    const detail = `the events from here on are those of seal ${seal.number}, in another order`;
    const clues = [clueAt(events[moved] as TakenEvent, 'reordered', detail, seal)];
    return { clues, consumed: inRange, reordered: true };
  }
  const { differences, consumed } = align(actual, inRange, sealed);
  if (differences.length === 0) {
    // All are there in their order; only their positions have other names.
    const covered = events.slice(0, consumed);
    return { clues: roots.holds(seal.root, covered) ? [] : [somewhere(seal, covered)], consumed };
  }
  const clues = differences.flatMap((difference) => {
    const { at, sealedAt } = difference;
    const here = events.slice(at, at + difference.actual);
    const gone = sealed.slice(sealedAt, sealedAt + difference.sealed);
    return cluesOf(seal, here, gone, { after: events[at - 1]?.position, before: events[at + here.length]?.position });
  });
  return { clues, consumed };
}

/** What stands where something else was sealed. */
function cluesOf(
  seal: Seal,
  here: readonly TakenEvent[],
  gone: readonly string[],
  { after, before }: { readonly after: Position | undefined; readonly before: Position | undefined },
): readonly Clue[] {
  const surplus = here.length - gone.length;
  const clues = here.map((event, index): Clue => {
    const tag = event.hash.slice(0, TAG_BYTES * 2);
    const lost = gone[index - Math.max(0, surplus)];
    if (lost === undefined)
      return { tag, ...clueAt(event, 'inserted', `it was not there when seal ${seal.number} was written`, seal) };
    const detail = `it is not the event that seal ${seal.number} covers`;
    return { tag, lost: [lost], ...clueAt(event, 'modified', detail, seal) };
  });
  if (surplus >= 0) return clues;
  const missing = -surplus;
  const removed: Clue = {
    kind: 'removed',
    source: 'tags',
    at: before ?? seal.to,
    seal: seal.number,
    missing,
    lost: gone.slice(here.length),
    detail: `${missing} of the events that seal ${seal.number} covers ${missing === 1 ? 'is' : 'are'} missing here`,
    ...(after !== undefined && { after }),
    ...(before !== undefined && { before }),
  };
  return [...clues, removed];
}

function clueAt(event: TakenEvent, kind: Clue['kind'], detail: string, seal: Seal): Clue {
  const { position, stream, revision, type: eventType } = event;
  return { kind, source: 'tags', at: position, position, stream, revision, eventType, seal: seal.number, detail };
}

/** Something is wrong in the range, and the seal's tags do not tell where; the chains may. */
function somewhere(seal: Seal, range: readonly TakenEvent[]): Clue {
  const suspect = range.find(({ problem }) => problem !== undefined);
  const detail = `an event from ${seal.from} to ${seal.to} is not the one that seal ${seal.number} covers`;
  if (suspect !== undefined) return clueAt(suspect, suspect.problem?.kind ?? 'modified', detail, seal);
  return { kind: 'modified', source: 'tags', at: seal.from, position: seal.from, seal: seal.number, detail };
}

function tagsOf({ tags }: Seal): readonly string[] {
  const hex = Buffer.from(tags, 'base64').toString('hex');
  return hex.match(new RegExp(`.{${TAG_BYTES * 2}}`, 'g')) ?? [];
}
