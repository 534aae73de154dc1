import type { DomainEvent } from '@evidesk/kernel';
import { Type, type Static } from 'typebox';

/** The stream of seals and of the keys that signed them. Its own events are not leaves: they are linked and numbered. */
export const SEALS_STREAM = 'seals';

/** The most events under one seal. */
export const MAX_SEALED_EVENTS = 16_384;

/** What stands for the seal before the first one. */
export const NO_SEAL = '0'.repeat(64);

/** How many bytes of each event's hash a seal's `tags` repeat. */
export const TAG_BYTES = 4;

const sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });
const base64 = Type.String({ pattern: '^[A-Za-z0-9+/]*={0,2}$' });
const signature = Type.String({ pattern: '^[A-Za-z0-9+/]{86}==$' });
const instant = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' });
const position = Type.String({ minLength: 1, maxLength: 100 });
const number = Type.Integer({ minimum: 1 });

export const SealWrittenSchema = Type.Object({
  format: Type.Literal('evidesk-seal-1'),
  /** From 1, without gaps. */
  number,
  /** Position of the first event sealed. */
  from: position,
  /** Position of the last: every event behind the previous seal's `to` and up to here is sealed. */
  to: position,
  /** How many events that is. */
  count: Type.Integer({ minimum: 1, maximum: MAX_SEALED_EVENTS }),
  /** Root of the Merkle tree (RFC 9162) of these events. */
  root: sha256,
  /** Hash of the seal before; zeros for the first. */
  previousSeal: sha256,
  /** Hash of the seal whose number is this one's without its lowest set bit: the long way back in few steps. */
  skipSeal: sha256,
  keyId: sha256,
  sealedAt: instant,
  /** Ed25519, in base64, over the canonical JSON of the seal without `signature` and `tags`. */
  signature,
  /** The first four bytes of each event's hash, in order, in base64: names what is wrong when the root is. Not signed. */
  tags: base64,
});
/** The order and content of a range of events was fixed. */
export type SealWritten = DomainEvent<'seal.written', Static<typeof SealWrittenSchema>>;

export const KeyRotatedSchema = Type.Object({
  format: Type.Literal('evidesk-seal-key-1'),
  /** SHA-256 of the public key in DER (SPKI), in hexadecimal. */
  keyId: sha256,
  /** The public key in DER (SPKI), in base64. */
  publicKey: Type.String({ pattern: '^[A-Za-z0-9+/]{59}=$' }),
  /** The key that it takes over from; zeros for the first. */
  previousKeyId: sha256,
  /** Hash of the newest seal then; zeros before the first. */
  previousSeal: sha256,
  rotatedAt: instant,
  /** By the new key: who brings it has it. Over the canonical JSON without both signatures. */
  signature,
  /** By the previous key, over the same; empty for the first. */
  previousSignature: Type.Union([signature, Type.Literal('')]),
});
/** From here on another key signs. The first of a store introduces its key. */
export type KeyRotated = DomainEvent<'seal.key-rotated', Static<typeof KeyRotatedSchema>>;

/** The data of a seal. */
export type Seal = SealWritten['data'];
/** A seal without what helps to name damage: what is hashed and handed out. */
export type BareSeal = Omit<Seal, 'tags'>;
/** The data of a change of keys. */
export type KeyRotation = KeyRotated['data'];

/** Every event of the stream of seals, by wire name. */
export const sealEventSchemas = {
  'seal.written': SealWrittenSchema,
  'seal.key-rotated': KeyRotatedSchema,
} as const;
