export * from './commands.js';
export * from './fixed.js';
export * from './frozen.js';
export * from './given-decider.js';
export * from './given-process.js';
export * from './given-projection.js';
export * from './history.js';
