import type { PersonalFields } from '@evidesk/kernel';
import type { BlockReserved } from './numbering-events.js';

/** Numbers. */
export const numberingPersonalData: PersonalFields<BlockReserved['type']> = {
  'numbering.block-reserved': 'none',
};
