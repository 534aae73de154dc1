export * from './desk-log.js';
export * from './event-log.js';
export * from './write-log.js';
