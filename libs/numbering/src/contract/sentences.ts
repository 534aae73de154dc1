import type { Sentences } from '@evidesk/kernel';
import type { BlockReserved } from './numbering-events.js';

/** What the event of a number series says, for people. */
export const numberingSentences = {
  'numbering.block-reserved': {
    en: '{@actor} reserved the numbers {from} to {to}.',
    'zh-CN': '{@actor}预留了编号 {from} 至 {to}。',
  },
} satisfies Sentences<BlockReserved['type']>;
