export * from './api-keys.module.js';
export type { ApiKeyView } from './application/api-key-book.js';
export * from './application/api-key-registry.js';
export * from './application/api-key-secret.js';
export * from './application/issue-api-key.js';
export * from './contract/api-key-events.js';
export * from './contract/personal-data.js';
export * from './contract/sentences.js';
