import type { Sentences } from '@evidesk/kernel';
import type { KeyRotated, SealWritten } from './seal-events.js';

/** What each event of the stream of seals says, for people. */
export const sealSentences = {
  'seal.written': {
    en: 'Seal {number} fixes {count} events up to {to}, signed at {sealedAt:instant} by {@actor}.',
    'zh-CN': '封存 {number}：固定了截至 {to} 的 {count} 条记录，由 {@actor}于 {sealedAt:instant} 签名。',
  },
  'seal.key-rotated': {
    en: 'The key {keyId} signs from {rotatedAt:instant} on, brought by {@actor}.',
    'zh-CN': '自 {rotatedAt:instant} 起由密钥 {keyId} 签名，由 {@actor}引入。',
  },
} satisfies Sentences<(SealWritten | KeyRotated)['type']>;
