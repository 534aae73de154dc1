import type { Sentences } from '@evidesk/kernel';
import type { ApiKeyEvent } from './api-key-events.js';

/** What each event of an API key says, for people. */
export const apiKeySentences = {
  'api-key.issued': {
    en: '{@actor} issued an API key to {name}[, valid until {expiresAt}][: {purpose}]',
    'zh-CN': '{@actor}为 {name} 签发了 API 密钥[，有效期至 {expiresAt}][：{purpose}]',
  },
  'api-key.used': { en: '{@actor} used the API key on {day}.', 'zh-CN': '{@actor}于 {day} 使用了该 API 密钥。' },
  'api-key.revoked': {
    en: '{@actor} revoked the API key[: {reason}]',
    'zh-CN': '{@actor}吊销了该 API 密钥[：{reason}]',
  },
} satisfies Sentences<ApiKeyEvent['type']>;
