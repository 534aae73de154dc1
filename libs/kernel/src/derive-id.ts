import { hash } from 'node:crypto';

/** Hexadecimal digits of the time in a UUID of version 7. */
const TIME = 13;

/**
 * An id that follows from its parts: the same parts give the same UUID. Resending a command whose id was derived is
 * therefore harmless.
 *
 * Where one of the parts is a UUID of version 7, so is the id, with the first such part's time: ids that are made
 * together stand together, and a store writes neighbouring pages instead of scattered ones. Otherwise it is of version 8.
 */
export function deriveId(...parts: readonly (string | number)[]): string {
  const hex = hash('sha256', parts.join('\u001f'), 'hex');
  const variant = VARIANTS[parseInt(hex.charAt(16), 16) & 0x3] as string;
  const timed = parts.find(isTimeOrdered);
  const head = timed === undefined ? `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8` : `${timed.slice(0, TIME)}-7`;
  return `${head}${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const VARIANTS = ['8', '9', 'a', 'b'];

function isTimeOrdered(part: string | number): part is string {
  return typeof part === 'string' && part.length === 36 && part[TIME] === '-' && part[TIME + 1] === '7';
}
