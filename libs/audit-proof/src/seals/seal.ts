import { hash } from 'node:crypto';
import { canonicalJson } from '@evidesk/event-store';
import { type BareSeal, type KeyRotation, NO_SEAL, type Seal } from '../contract/seal-events.js';
import { type PublicSealKey, type SealKey, signatureIsGood } from './seal-key.js';

/** A seal as it is before it is signed. */
export type UnsignedSeal = Omit<BareSeal, 'signature'>;
/** A change of keys as it is before it is signed. */
export type UnsignedRotation = Omit<KeyRotation, 'signature' | 'previousSignature'>;

/** The number of the seal to which `skipSeal` leads: the seal's own without its lowest set bit; 0 is none. */
export function skippedTo(number: number): number {
  let bit = 1;
  while (number % (bit * 2) === 0) bit *= 2;
  return number - bit;
}

/** The canonical JSON of a seal, without its tags: the text whose hash the next seal holds. */
export function sealText(seal: BareSeal & { readonly tags?: string }): string {
  const { tags: _, ...bare } = seal;
  return canonicalJson(bare);
}

/** The hash of a seal: what links the next one to it, and what is worth printing and keeping elsewhere. */
export const sealHash = (seal: BareSeal | Seal): string => hash('sha256', sealText(seal), 'hex');

/** Signs a seal. */
export function signSeal(seal: UnsignedSeal, key: SealKey): BareSeal {
  return { signature: key.sign(canonicalJson(seal)), ...seal };
}

/** Whether the key has signed the seal as it is. */
export function sealIsSigned(seal: BareSeal & { readonly tags?: string }, key: PublicSealKey): boolean {
  const { tags: _, signature, ...unsigned } = seal;
  return signatureIsGood(key, canonicalJson(unsigned), signature);
}

/** Signs a change of keys with the new key, and with the previous one where there was one. */
export function signRotation(rotation: UnsignedRotation, key: SealKey, previous: SealKey | undefined): KeyRotation {
  const text = canonicalJson(rotation);
  return { signature: key.sign(text), previousSignature: previous?.sign(text) ?? '', ...rotation };
}

/** Whether the new key, and the previous one where there must have been one, have signed a change of keys. */
export function rotationIsSigned(
  rotation: KeyRotation,
  key: PublicSealKey,
  previous: PublicSealKey | undefined,
): boolean {
  const { signature, previousSignature, ...unsigned } = rotation;
  const text = canonicalJson(unsigned);
  if (!signatureIsGood(key, text, signature)) return false;
  if (previous === undefined) return previousSignature === '' && rotation.previousKeyId === NO_SEAL;
  return rotation.previousKeyId === previous.id && signatureIsGood(previous, text, previousSignature);
}
