import { eventTypes } from '@evidesk/executor';
import { type Position, type RecordedEvent, START } from '@evidesk/kernel';
import { type KeyRotation, NO_SEAL, type Seal, sealEventSchemas, SEALS_STREAM } from '../contract/seal-events.js';
import { rotationIsSigned, sealHash, sealIsSigned, skippedTo } from '../seals/seal.js';
import { parsePublicSealKey, type PublicSealKey } from '../seals/seal-key.js';
import type { Clue } from './finding.js';

const TYPES = eventTypes(sealEventSchemas);

/** A seal, and whether it can be believed. */
export interface WatchedSeal {
  readonly seal: Seal;
  readonly good: boolean;
  readonly hash: string;
  /** It comes right behind a seal that can be believed: its range begins where that one's ends. */
  readonly follows: boolean;
}

/** Checks seals and keys one after the other: numbers, links, ranges, signatures. */
export class SealWatch {
  readonly keys: PublicSealKey[] = [];
  private number = 0;
  private to: Position = START;
  /** The hash of the seal before; `undefined` when that can't be believed. */
  private previous: string | undefined = NO_SEAL;
  /** Hashes to which later seals may skip: at most one for each bit of the number. */
  private readonly landmarks = new Map<number, string>();

  constructor(private readonly report: (clue: Clue) => void) {}

  /** The seal that an event of the stream of seals is; `undefined` when it is none that counts. */
  take(event: RecordedEvent): WatchedSeal | undefined {
    const problem = TYPES.get(event.type)?.check(event.data) ?? (TYPES.has(event.type) ? undefined : 'unknown');
    if (problem === 'unknown') return this.refuse(event, 'inserted', `${event.type} is no event of this stream`);
    if (problem !== undefined) return this.refuse(event, 'forged-seal', `it is malformed: ${problem}`);
    if (event.type === 'seal.written') return this.takeSeal(event, event.data as unknown as Seal);
    this.takeRotation(event, event.data as unknown as KeyRotation);
    return undefined;
  }

  private takeSeal(event: RecordedEvent, seal: Seal): WatchedSeal | undefined {
    const { number } = seal;
    if (number <= this.number) return this.refuse(event, 'inserted', `a seal ${number} was there before`, number);
    if (number > this.number + 1) this.tellMissing(event, number);
    const isNext = number === this.number + 1;
    const follows = isNext && this.previous !== undefined;
    const problem = this.problemOf(seal, isNext ? this.previous : undefined);
    if (problem !== undefined) this.refuse(event, 'forged-seal', problem, number);
    const hash = sealHash(seal);
    this.number = number;
    this.to = seal.to;
    this.previous = problem === undefined ? hash : undefined;
    this.keepLandmark(number, this.previous);
    return { seal, good: problem === undefined, hash, follows };
  }

  private problemOf(seal: Seal, previous: string | undefined): string | undefined {
    const key = this.keys.at(-1);
    if (key === undefined || seal.keyId !== key.id)
      return `its key ${seal.keyId.slice(0, 16)}… is not the one that signs`;
    if (!sealIsSigned(seal, key)) return 'its signature is not that of its content';
    if (previous !== undefined && seal.previousSeal !== previous) return 'it is not linked to the seal before it';
    const skipped = skippedTo(seal.number);
    const landmark = skipped === 0 ? NO_SEAL : this.landmarks.get(skipped);
    if (landmark !== undefined && seal.skipSeal !== landmark) return `it is not linked to seal ${skipped}`;
    const isBehind = seal.from > this.to && seal.to >= seal.from;
    return isBehind ? undefined : 'its range overlaps that of the seal before it';
  }

  private takeRotation(event: RecordedEvent, rotation: KeyRotation): void {
    const before = this.keys.at(-1);
    const key = tryToParse(rotation.publicKey);
    const isLinked = this.previous === undefined || rotation.previousSeal === this.previous;
    if (key === undefined || key.id !== rotation.keyId)
      this.refuse(event, 'forged-seal', 'the key does not have its id');
    else if (!rotationIsSigned(rotation, key, before))
      this.refuse(event, 'forged-seal', 'the new key is not signed by the one before it and by itself');
    else if (!isLinked) this.refuse(event, 'forged-seal', 'the new key is not linked to the seal before it');
    else this.keys.push(key);
  }

  private tellMissing({ position }: RecordedEvent, number: number): void {
    const first = this.number + 1;
    const missing = number - first;
    const detail = missing === 1 ? `seal ${first} is missing` : `seals ${first} to ${number - 1} are missing`;
    this.report({
      kind: 'removed',
      source: 'seals',
      at: position,
      before: position,
      missing,
      stream: SEALS_STREAM,
      seal: first,
      detail,
    });
  }

  private refuse(event: RecordedEvent, kind: Clue['kind'], detail: string, seal?: number): undefined {
    const { stream, revision, position, type: eventType } = event;
    this.report({
      kind,
      source: 'seals',
      at: position,
      position,
      stream,
      revision,
      eventType,
      detail,
      ...(seal !== undefined && { seal }),
    });
    return undefined;
  }

  private keepLandmark(number: number, hash: string | undefined): void {
    // Nobody skips to what lies behind a number with fewer trailing zeros: 5 is gone once 6 is there.
    for (const known of this.landmarks.keys()) if (known > skippedTo(number)) this.landmarks.delete(known);
    if (hash !== undefined) this.landmarks.set(number, hash);
  }
}

function tryToParse(der: string): PublicSealKey | undefined {
  try {
    return parsePublicSealKey(der);
  } catch {
    // What is no key does not have its id either: the caller says so.
    return undefined;
  }
}
