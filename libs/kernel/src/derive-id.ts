import { hash } from 'node:crypto';

/**
 * An id that follows from its parts: the same parts give the same UUID (version 8, the first 122 bits of a SHA-256).
 * Resending a command whose id was derived is therefore harmless.
 */
export function deriveId(...parts: readonly (string | number)[]): string {
  const hex = hash('sha256', parts.join('\u001f'), 'hex');
  const variant = ((parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
