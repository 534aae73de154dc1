import { hash, randomBytes } from 'node:crypto';
import { API_KEY_PREFIX } from '@evidesk/platform';

const SECRET_BYTES = 32;

/** A new secret: 256 bits of chance. Shown once, never stored. */
export function newApiKeySecret(): string {
  return API_KEY_PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
}

/**
 * What is stored in place of the secret. One round of SHA-256, without salt: unlike a password the secret can't be
 * guessed, so that a slow hash would only slow down every request; and the hash itself is the way to the key.
 */
export function hashOfSecret(secret: string): string {
  return hash('sha256', secret, 'hex');
}
