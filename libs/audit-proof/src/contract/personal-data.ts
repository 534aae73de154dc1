import type { PersonalFields } from '@evidesk/kernel';
import type { KeyRotated, SealWritten } from './seal-events.js';

/** Hashes and signatures. */
export const sealPersonalData: PersonalFields<(SealWritten | KeyRotated)['type']> = {
  'seal.written': 'none',
  'seal.key-rotated': 'none',
};
