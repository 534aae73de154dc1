import { hash } from 'node:crypto';
import type { JsonObject, RecordedEvent } from '@evidesk/kernel';
import { canonicalJson } from './canonical-json.js';

const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** The hash before the first event of a stream. */
export function genesisHash(stream: string): string {
  return sha256(stream);
}

/** A link of a stream's chain: SHA-256 of the previous hash and the canonical JSON of `{data, metadata, type}`. */
export function linkHash(previousHash: string, type: string, canonicalData: string, canonicalMetadata: string): string {
  return sha256(
    `${previousHash}{"data":${canonicalData},"metadata":${canonicalMetadata},"type":${JSON.stringify(type)}}`,
  );
}

/** The first place at which a stream is not as it was written. */
export interface BadLink {
  readonly stream: string;
  readonly revision: number;
  readonly problem: 'other-stream' | 'wrong-revision' | 'wrong-hash';
  readonly detail: string;
}

/** Checks a stream event by event, so that a long one need not be held in memory. */
export class ChainVerifier {
  private next = 0;
  private previous: string;

  constructor(private readonly stream: string) {
    this.previous = genesisHash(stream);
  }

  /** What is wrong with the next event of the stream, if anything. */
  check(event: RecordedEvent): BadLink | undefined {
    const bad = (problem: BadLink['problem'], detail: string): BadLink => {
      return { stream: this.stream, revision: event.revision, problem, detail };
    };
    if (event.stream !== this.stream) return bad('other-stream', `event of stream ${event.stream}`);
    if (event.revision !== this.next) return bad('wrong-revision', `expected revision ${this.next}`);
    const expected = linkHash(this.previous, event.type, canonicalJson(event.data), canonicalJson(event.metadata));
    if (event.hash !== expected) return bad('wrong-hash', `expected hash ${expected}, found ${event.hash}`);
    this.next += 1;
    this.previous = event.hash;
    return undefined;
  }
}

/** The first bad link of a whole stream, read forwards from its first event; `undefined` when all is well. */
export function verifyStream(events: Iterable<RecordedEvent>): BadLink | undefined {
  let verifier: ChainVerifier | undefined;
  for (const event of events) {
    verifier ??= new ChainVerifier(event.stream);
    const bad = verifier.check(event);
    if (bad !== undefined) return bad;
  }
  return undefined;
}

/** The data of an event as it was stored. */
export function parseJsonObject(text: string): JsonObject {
  return JSON.parse(text) as JsonObject;
}
