import type { PersonalFields } from '@evidesk/kernel';
import type { ApiKeyEvent } from './api-key-events.js';

/** Keys are for machines. */
export const apiKeyPersonalData: PersonalFields<ApiKeyEvent['type']> = {
  'api-key.issued': 'none',
  'api-key.used': 'none',
  'api-key.revoked': 'none',
};
