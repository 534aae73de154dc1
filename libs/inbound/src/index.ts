export * from './contract/alert-events.js';
export * from './contract/mail-events.js';
