import { EventDamaged, type EventStore, type StoredEvent } from '@evidesk/event-store';
import { type Position, START } from '@evidesk/kernel';
import { RootThread } from '../merkle/root-thread.js';
import { type Roots, rootsAtOnce } from '../merkle/roots.js';
import { SEALS_STREAM } from '../contract/seal-events.js';
import { sealEvents } from '../seals/read-seals.js';
import { ChainWatch } from './chain-watch.js';
import { ClueBook } from './clue-book.js';
import type { Clue, Finding } from './finding.js';
import { PositionWatch } from './position-watch.js';
import { checkRange, startOfRange, type TakenEvent } from './range-check.js';
import { isOfAll, readCarefully } from './read-carefully.js';
import { SealWatch, type WatchedSeal } from './seal-watch.js';

/** Where a seal and its events differ, so many events behind its range are looked at to tell where it ends. */
const LOOK_AHEAD = 64;
const ROOTS_ON_THREAD_FROM = 32;
/** Behind every position. */
const END: Position = '\u{10ffff}';

export interface VerifyStoreOptions {
  readonly eventStore: EventStore;
  /** Whether the store counts its positions without gaps, as the embedded one does. */
  readonly consecutive: boolean;
  /** The hash of a seal that the asker knows from elsewhere: it has to be among the seals. */
  readonly knownSeal?: string | undefined;
  /** The id of a key, or how it begins, that the asker knows from elsewhere: it has to be among the keys. */
  readonly knownKey?: string | undefined;
  /** So many seals are checked before a thread of its own is worth its start for those behind. */
  readonly rootsOnThreadFrom?: number | undefined;
  /** Told now and then how many events were checked; from 0 again where a seal is not that of its events. */
  onProgress?(events: number): void;
}

/** What a seal is to be known by. */
export interface SealReference {
  readonly number: number;
  readonly hash: string;
  readonly sealedAt: string;
  readonly to: Position;
}

/** What a verification came to. */
export interface Verification {
  /** True when nothing was found. */
  readonly intact: boolean;
  readonly events: number;
  readonly streams: number;
  readonly seals: number;
  /** Ids of the keys, oldest first. */
  readonly keys: readonly string[];
  /** The newest seal that can be believed. */
  readonly newestSeal?: SealReference | undefined;
  /** Events that no seal covers yet, and when the first of them was recorded. */
  readonly unsealed: { readonly events: number; readonly since?: string | undefined };
  /** The first in the global order, first; at most a thousand. */
  readonly findings: readonly Finding[];
  /** How many more there are. */
  readonly more: number;
  /** True when the rest of the store could not be read. */
  readonly brokenOff: boolean;
}

/**
 * Reads the whole store once, as far as it goes now, and checks the chain of every stream, the global order, and every
 * seal. Holds little: the end of each stream, the events of one seal, and the leaves of some more.
 * @throws StoreUnavailable; StoreDamaged when the store itself says that its file is
 */
export async function verifyStore(options: VerifyStoreOptions): Promise<Verification> {
  const thread = new RootThread(options.rootsOnThreadFrom ?? ROOTS_ON_THREAD_FROM);
  try {
    const verification = await new StoreVerifier(options, thread).run();
    if (await thread.allHold()) return verification;
  } finally {
    await thread.close();
  }
  // What was found so far took roots for right that are not: from the start again, and no step before its root is known.
  return new StoreVerifier(options, rootsAtOnce).run();
}

class StoreVerifier {
  private readonly clues = new ClueBook();
  private readonly chains = new ChainWatch();
  private readonly seals = new SealWatch((clue) => this.clues.add(clue));
  private readonly positions: PositionWatch;
  /** Events that are not compared with a seal yet. */
  private waiting: TakenEvent[] = [];
  private events = 0;
  private sealCount = 0;
  private newest: SealReference | undefined;
  private sealedTo: Position = START;
  private knownSealSeen = false;
  /** The seal under which the events that wait should be, and whether they are known not to be as it says. */
  private seal: WatchedSeal | undefined;
  private inDoubt = false;

  constructor(
    private readonly options: VerifyStoreOptions,
    private readonly roots: Roots,
  ) {
    this.positions = new PositionWatch(options.consecutive, (clue) => this.clues.add(clue));
  }

  async run(): Promise<Verification> {
    const { eventStore } = this.options;
    const head = await eventStore.head();
    const seals = this.sealsUpTo(head);
    let last: Position = START;
    let brokenOff = false;
    await this.nextSeal(seals);
    try {
      for await (const page of readCarefully(eventStore)) {
        for (const event of page) {
          if (event.position > head) break;
          while (this.seal !== undefined && event.position > this.seal.seal.to && this.settle(true))
            await this.nextSeal(seals);
          this.take(event);
          last = event.position;
        }
        if (last === head) break;
        await this.roots.ready();
      }
    } catch (error) {
      if (isOfAll(error)) throw error;
      this.clues.add(unreadable(last, error));
      brokenOff = true;
    }
    while (this.seal !== undefined && !brokenOff && this.settle(false)) await this.nextSeal(seals);
    return this.result(brokenOff);
  }

  private take(event: StoredEvent): void {
    const { stream, revision, position, type, hash } = event;
    const problem = this.chains.check(event);
    this.positions.check(position);
    this.events += 1;
    if (this.events % 1_000 === 0) this.options.onProgress?.(this.events);
    const taken: TakenEvent = { stream, revision, position, type, hash, problem };
    if (stream === SEALS_STREAM) this.clues.addChainProblem(taken);
    else this.waiting.push(taken);
  }

  /**
   * Compares the seal in hand with its events. False when more events are wanted first.
   * @param more whether there are any
   */
  private settle(more: boolean): boolean {
    const { seal, good, hash, follows } = this.seal as WatchedSeal;
    this.sealCount += this.inDoubt ? 0 : 1;
    // Nobody knows what a seal that is not to be believed had covered; the next one says where it begins.
    if (!good) return true;
    if (!follows) this.release(startOfRange(seal, this.waiting));
    const behind = this.waiting.findIndex(({ position }) => position > seal.to);
    const inRange = behind === -1 ? this.waiting.length : behind;
    const enough = !more || this.waiting.length >= Math.max(inRange, seal.count) + LOOK_AHEAD;
    if (this.inDoubt && !enough) return false;
    const { roots } = this;
    const { clues, consumed, reordered, sure } = checkRange(seal, this.waiting, { inRange, enough, roots });
    if (!sure) {
      this.inDoubt = true;
      return false;
    }
    this.inDoubt = false;
    for (const clue of clues) this.clues.add(clue);
    this.release(consumed, !reordered);
    this.sealedTo = seal.to;
    this.newest = { number: seal.number, hash, sealedAt: seal.sealedAt, to: seal.to };
    this.knownSealSeen ||= hash === this.options.knownSeal;
    return true;
  }

  /** Lets go of the first events that wait; what their chains say against them is told. */
  private release(count: number, tell = true): void {
    const released = this.waiting.splice(0, count);
    if (tell) for (const event of released) this.clues.addChainProblem(event);
  }

  private async nextSeal(seals: AsyncIterator<WatchedSeal>): Promise<void> {
    const next = await seals.next();
    this.seal = next.done === true ? undefined : next.value;
  }

  private async *sealsUpTo(head: Position): AsyncGenerator<WatchedSeal> {
    for await (const event of sealEvents(this.options.eventStore, {})) {
      if (event.position > head) return;
      const seal = this.seals.take(event);
      if (seal !== undefined) yield seal;
    }
  }

  private async result(brokenOff: boolean): Promise<Verification> {
    const surplus = this.waiting.filter(({ position }) => position <= this.sealedTo);
    for (const event of brokenOff ? [] : surplus) this.clues.add(behindSeal(event, this.newest?.number ?? 0));
    for (const event of this.waiting) this.clues.addChainProblem(event);
    const unsealed = brokenOff ? [] : this.waiting.slice(surplus.length);
    this.missTheKnown();
    const { findings, more } = this.clues.findings();
    return {
      intact: findings.length === 0,
      events: this.events,
      streams: this.chains.streams,
      seals: this.sealCount,
      keys: this.seals.keys.map(({ id }) => id),
      newestSeal: this.newest,
      unsealed: { events: unsealed.length, since: await this.recordedAt(unsealed[0]) },
      findings,
      more,
      brokenOff,
    };
  }

  private async recordedAt(event: TakenEvent | undefined): Promise<string | undefined> {
    if (event === undefined) return undefined;
    try {
      const { stream, revision: from } = event;
      for await (const { metadata } of this.options.eventStore.readStream(stream, { from, limit: 1 }))
        return metadata.recordedAt;
    } catch (error) {
      // What is no JSON any more is among the findings already.
      if (!(error instanceof EventDamaged)) throw error;
    }
    return undefined;
  }

  private missTheKnown(): void {
    const { knownSeal, knownKey } = this.options;
    const miss = (detail: string) =>
      this.clues.add({ kind: 'forged-seal', source: 'seals', at: END, stream: SEALS_STREAM, detail });
    if (knownSeal !== undefined && !this.knownSealSeen)
      miss(`no seal has the hash ${knownSeal}: the end was cut off, or history was written anew`);
    if (knownKey !== undefined && !this.seals.keys.some(({ id }) => id.startsWith(knownKey)))
      miss(`no seal was signed by the key ${knownKey}: history was sealed anew with another`);
  }
}

function behindSeal({ position, stream, revision, type: eventType }: TakenEvent, seal: number): Clue {
  const detail = `it was not there when seal ${seal} was written`;
  return { kind: 'inserted', source: 'tags', at: position, position, stream, revision, eventType, seal, detail };
}

function unreadable(last: Position, error: unknown): Clue {
  const reason = error instanceof Error ? error.message : String(error);
  const detail = `the event behind position ${last === START ? '(none)' : last} can not be read: ${reason}`;
  return { kind: 'modified', source: 'chain', at: last, detail };
}
