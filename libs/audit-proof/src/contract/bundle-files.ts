import { Type, type Static } from 'typebox';
import { KeyRotatedSchema, MAX_SEALED_EVENTS, SealWrittenSchema } from './seal-events.js';

const text = Type.String({ minLength: 1, maxLength: 1_000 });
const sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });
const whole = Type.Integer({ minimum: 0 });
const actor = Type.Object({ id: Type.String(), roles: Type.Array(Type.String()) });

/** A line of `events.jsonl`. What was hashed comes first, just as it was hashed. */
export const EventLineSchema = Type.Object({
  event: Type.Object({
    data: Type.Object({}),
    metadata: Type.Object({ eventId: text, correlationId: text, recordedAt: text, actor }),
    type: text,
  }),
  hash: sha256,
  position: text,
  revision: whole,
  stream: text,
});

/** That an event stands at a place under a seal. */
export const InclusionProofSchema = Type.Object({
  stream: text,
  revision: whole,
  /** The seal's number. */
  seal: Type.Integer({ minimum: 1 }),
  /** The event's place among those under the seal, from 0. */
  index: Type.Integer({ minimum: 0, maximum: MAX_SEALED_EVENTS }),
  /** The hashes from the leaf to the root (RFC 9162). */
  path: Type.Array(sha256, { maxItems: 14 }),
});
export type InclusionProof = Static<typeof InclusionProofSchema>;

/** `proofs.json`. */
export const ProofsSchema = Type.Object({
  format: Type.Literal('evidesk-proofs-1'),
  proofs: Type.Array(InclusionProofSchema),
  /** Events that no seal covers yet. */
  unsealed: Type.Array(Type.Object({ stream: text, revision: whole })),
});

/** A line of `seals.jsonl`. */
export const SealLineSchema = Type.Omit(SealWrittenSchema, ['tags']);

/** A line of `keys.jsonl`. */
export const KeyLineSchema = KeyRotatedSchema;

/** `manifest.json`. */
export const ManifestSchema = Type.Object({
  format: Type.Literal('evidesk-evidence-1'),
  incident: text,
  exportedAt: text,
  /** Events by stream. */
  streams: Type.Record(Type.String(), whole),
  events: whole,
  /** Events that no seal covers yet. */
  unsealed: whole,
  newestSeal: Type.Union([
    Type.Object({ number: Type.Integer({ minimum: 1 }), hash: sha256, sealedAt: text }),
    Type.Null(),
  ]),
  /** SHA-256 of every other file. */
  files: Type.Record(Type.String(), sha256),
});
/** What a bundle is about. */
export type BundleManifest = Static<typeof ManifestSchema>;
