import { asStored } from '@evidesk/event-store';
import type { RecordedEvent } from '@evidesk/kernel';
import type { InclusionProof } from '../contract/bundle-files.js';
import type { BareSeal, KeyRotation } from '../contract/seal-events.js';
import { eventLeaf } from '../merkle/event-leaf.js';
import { rootByPath } from '../merkle/inclusion.js';
import { hashOfHex, hexOf } from '../merkle/tree-hash.js';
import { parsePublicSealKey, type PublicSealKey } from '../seals/seal-key.js';
import { rotationIsSigned, sealHash, sealIsSigned, skippedTo } from '../seals/seal.js';
import { ChainWatch } from '../verification/chain-watch.js';
import { ClueBook } from '../verification/clue-book.js';
import type { Finding, FindingKind } from '../verification/finding.js';
import type { SealReference } from '../verification/verify-store.js';
import { digest, keyFileName } from './bundle.js';
import { type ParsedBundle, parseBundle } from './parse-bundle.js';

export interface CheckBundleOptions {
  /** The hash of a seal that the asker knows from elsewhere: it has to be among the seals. */
  readonly knownSeal?: string | undefined;
  /** The id of a key, or how it begins, that the asker knows from elsewhere: it has to be among the keys. */
  readonly knownKey?: string | undefined;
}

/** What a check of a bundle came to. */
export interface BundleVerification {
  readonly intact: boolean;
  readonly incident: string;
  readonly events: number;
  readonly streams: number;
  readonly seals: number;
  /** Ids of the keys, oldest first. */
  readonly keys: readonly string[];
  readonly newestSeal?: SealReference | undefined;
  /** Events that no seal covers: the newest, which their chains alone hold together. */
  readonly unsealed: { readonly events: number };
  readonly findings: readonly Finding[];
  /** How many more there are. */
  readonly more: number;
}

/**
 * Checks a bundle with nothing but its files.
 * @param files by name
 * @throws BadBundle when a file is missing or has not its shape
 */
export function checkBundle(files: ReadonlyMap<string, Buffer>, options: CheckBundleOptions = {}): BundleVerification {
  return new BundleChecker(files, parseBundle(files)).check(options);
}

class BundleChecker {
  private readonly clues = new ClueBook();
  private readonly chains = new ChainWatch();
  private readonly keys: PublicSealKey[] = [];
  private readonly seals = new Map<number, { readonly seal: BareSeal; readonly good: boolean }>();
  private newest: SealReference | undefined;

  constructor(
    private readonly files: ReadonlyMap<string, Buffer>,
    private readonly bundle: ParsedBundle,
  ) {}

  check({ knownSeal, knownKey }: CheckBundleOptions): BundleVerification {
    const { manifest, events, seals } = this.bundle;
    this.checkFiles();
    for (const rotation of this.bundle.rotations) this.checkKey(rotation);
    this.checkSeals();
    const unsealed = this.checkEvents();
    if (knownSeal !== undefined && !seals.some((seal) => sealHash(seal) === knownSeal))
      this.find('forged-seal', `no seal of the bundle has the hash ${knownSeal}`);
    if (knownKey !== undefined && !this.keys.some(({ id }) => id.startsWith(knownKey)))
      this.find('forged-seal', `no key of the bundle has the id ${knownKey}`);
    const { findings, more } = this.clues.findings();
    return {
      intact: findings.length === 0,
      incident: manifest.incident,
      events: events.length,
      streams: this.chains.streams,
      seals: seals.length,
      keys: this.keys.map(({ id }) => id),
      newestSeal: this.newest,
      unsealed: { events: unsealed },
      findings,
      more,
    };
  }

  private checkFiles(): void {
    const { manifest, events } = this.bundle;
    for (const [name, expected] of Object.entries(manifest.files)) {
      const content = this.files.get(name);
      if (content === undefined) this.find('removed', `the file ${name} is missing`);
      else if (digest(content) !== expected) this.find('modified', `the file ${name} is not that of the manifest`);
    }
    for (const [stream, count] of Object.entries(manifest.streams)) {
      const found = events.filter((event) => event.stream === stream).length;
      if (found < count) this.find('removed', `${stream} has ${found} of the ${count} events of the manifest`);
    }
  }

  private checkKey(rotation: KeyRotation): void {
    const key = tryToParse(rotation);
    const file = keyFileName(rotation);
    if (key === undefined || key.id !== rotation.keyId)
      return this.find('forged-seal', `the key ${rotation.keyId} does not have its id`);
    if (!rotationIsSigned(rotation, key, this.keys.at(-1)))
      return this.find('forged-seal', `the key ${rotation.keyId} is not signed by the one before it and by itself`);
    this.keys.push(key);
    if (this.files.get(file)?.toString() !== key.pem)
      this.find('forged-seal', `${file} does not hold the key ${rotation.keyId}`);
  }

  private checkSeals(): void {
    let above: BareSeal | undefined;
    let signing = 0;
    for (const seal of this.bundle.seals) {
      const at = this.keys.findIndex(({ id }) => id === seal.keyId);
      const problem = this.sealProblem(seal, at < signing ? undefined : this.keys[at], above);
      if (problem !== undefined) this.find('forged-seal', problem, seal.number);
      this.seals.set(seal.number, { seal, good: problem === undefined });
      if (problem === undefined) {
        const { number, sealedAt, to } = seal;
        this.newest = { number, hash: sealHash(seal), sealedAt, to };
      }
      signing = Math.max(signing, at);
      above = seal;
    }
  }

  private sealProblem(seal: BareSeal, key: PublicSealKey | undefined, above: BareSeal | undefined): string | undefined {
    if (key === undefined) return `its key ${seal.keyId.slice(0, 16)}… is not the one that signed then`;
    if (!sealIsSigned(seal, key)) return 'its signature is not that of its content';
    if (above === undefined || isLinked(seal, above)) return undefined;
    return this.seals.get(above.number)?.good === true ? `it is not linked to seal ${above.number}` : undefined;
  }

  /** Answers how many events no seal covers. */
  private checkEvents(): number {
    const proofs = new Map(this.bundle.proofs.map((proof) => [`${proof.revision} ${proof.stream}`, proof]));
    let unsealed = 0;
    let last = '';
    for (const event of this.bundle.events) {
      const proof = proofs.get(`${event.revision} ${event.stream}`);
      if (proof !== undefined) this.checkProof(event, proof);
      else if (event.position <= (this.newest?.to ?? '')) this.findEvent('inserted', event, 'nothing proves it');
      else unsealed += 1;
      this.clues.addChainProblem({ problem: this.chains.check(asStored(event)), ...event });
      if (event.position <= last) this.findEvent('reordered', event, 'it does not stand behind the event before it');
      last = event.position;
    }
    return unsealed;
  }

  private checkProof(event: RecordedEvent, proof: InclusionProof): void {
    const covering = this.seals.get(proof.seal);
    if (covering === undefined)
      return this.findEvent('removed', event, `seal ${proof.seal}, which covers it, is missing`);
    // A seal that is not to be believed was told of already.
    if (!covering.good) return;
    const { seal } = covering;
    const root = rootByPath(eventLeaf(event), proof.index, seal.count, proof.path.map(hashOfHex));
    if (root === undefined || hexOf(root) !== seal.root)
      this.findEvent('modified', event, `it is not what stands at place ${proof.index} under seal ${seal.number}`);
    else if (event.position < seal.from || event.position > seal.to)
      this.findEvent('reordered', event, `its position is not among those under seal ${seal.number}`);
  }

  private find(kind: FindingKind, detail: string, seal?: number): void {
    this.clues.add({ kind, source: 'seals', at: '', detail, ...(seal !== undefined && { seal }) });
  }

  private findEvent(kind: FindingKind, event: RecordedEvent, detail: string): void {
    const { position, stream, revision, type: eventType } = event;
    this.clues.add({ kind, source: 'tags', at: position, position, stream, revision, eventType, detail });
  }
}

const isLinked = (seal: BareSeal, above: BareSeal): boolean =>
  (seal.number === above.number + 1 && seal.previousSeal === sealHash(above)) ||
  (skippedTo(seal.number) === above.number && seal.skipSeal === sealHash(above));

/** The key of a change of keys; `undefined` when it is none. */
function tryToParse({ publicKey }: KeyRotation): PublicSealKey | undefined {
  try {
    return parsePublicSealKey(publicKey);
  } catch {
    // What is no key does not have its id either: the caller says so.
    return undefined;
  }
}
