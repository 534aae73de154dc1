import { hash } from 'node:crypto';
import { canonicalJson, type EventStore } from '@evidesk/event-store';
import type { Instant, RecordedEvent } from '@evidesk/kernel';
import type { BundleManifest } from '../contract/bundle-files.js';
import type { KeyRotation } from '../contract/seal-events.js';
import { readKeyRotations } from '../seals/key-history.js';
import { sealHash, sealText } from '../seals/seal.js';
import { parsePublicSealKey } from '../seals/seal-key.js';
import { bundleReadme } from './bundle-readme.js';
import { proveEvents } from './prove-events.js';
import { eventsOfIncident } from './tied-streams.js';

/** Names of the files of a bundle. */
export const BUNDLE_FILES = {
  manifest: 'manifest.json',
  events: 'events.jsonl',
  proofs: 'proofs.json',
  seals: 'seals.jsonl',
  keys: 'keys.jsonl',
  readme: 'README.md',
} as const;

/** A file of a bundle. */
export interface BundleFile {
  readonly name: string;
  readonly content: Buffer;
}

/** What proves an incident, to be handed out. */
export interface Bundle {
  readonly manifest: BundleManifest;
  readonly files: readonly BundleFile[];
}

export interface BundleRequest {
  /** The incident's id. */
  readonly incident: string;
  readonly exportedAt: Instant;
  /** Numbers of seals that are to be among those handed out. */
  readonly through?: readonly number[];
}

/** The text of an event in a bundle: what was hashed comes first, just as it was hashed. */
export function eventText({ stream, revision, position, hash: link, type, data, metadata }: RecordedEvent): string {
  return canonicalJson({ event: { data, metadata, type }, hash: link, position, revision, stream });
}

/**
 * Puts together all that somebody needs who wants to check an incident without this software or its store.
 * @throws DomainError `incident.not-found`, `seal.not-found`, `evidence.too-large`, `evidence.damaged`; StoreUnavailable
 */
export async function makeBundle(store: EventStore, request: BundleRequest): Promise<Bundle> {
  return bundleOf(store, await eventsOfIncident(store, request.incident), request);
}

/**
 * Puts together what proves some events.
 * @param events whole streams, in global order
 */
export async function bundleOf(
  store: EventStore,
  events: readonly RecordedEvent[],
  request: BundleRequest,
): Promise<Bundle> {
  const { proofs, seals, unsealed } = await proveEvents(store, events, request.through);
  const rotations = await readKeyRotations(store);
  const contents: BundleFile[] = [
    text(BUNDLE_FILES.events, lines(events.map(eventText))),
    text(BUNDLE_FILES.proofs, `${JSON.stringify({ format: 'evidesk-proofs-1', proofs, unsealed }, undefined, 1)}\n`),
    text(BUNDLE_FILES.seals, lines(seals.map(sealText))),
    text(BUNDLE_FILES.keys, lines(rotations.map((rotation) => canonicalJson(rotation)))),
    ...rotations.map((rotation) => text(keyFileName(rotation), parsePublicSealKey(rotation.publicKey).pem)),
  ];
  const newest = seals.at(-1);
  const about = {
    format: 'evidesk-evidence-1' as const,
    incident: request.incident,
    exportedAt: request.exportedAt,
    streams: countByStream(events),
    events: events.length,
    unsealed: unsealed.length,
    newestSeal: newest ? { number: newest.number, hash: sealHash(newest), sealedAt: newest.sealedAt } : null,
  };
  const files = [...contents, text(BUNDLE_FILES.readme, bundleReadme(about))];
  const manifest = { files: Object.fromEntries(files.map(({ name, content }) => [name, digest(content)])), ...about };
  return { manifest, files: [text(BUNDLE_FILES.manifest, `${JSON.stringify(manifest, undefined, 1)}\n`), ...files] };
}

/** The file of a public key. */
export const keyFileName = ({ keyId }: Pick<KeyRotation, 'keyId'>): string => `key-${keyId.slice(0, 16)}.pem`;

/** SHA-256, in hexadecimal. */
export const digest = (content: Buffer): string => hash('sha256', content, 'hex');

const text = (name: string, content: string): BundleFile => ({ name, content: Buffer.from(content) });

const lines = (items: readonly string[]): string => items.map((item) => `${item}\n`).join('');

function countByStream(events: readonly RecordedEvent[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { stream } of events) counts[stream] = (counts[stream] ?? 0) + 1;
  return counts;
}
