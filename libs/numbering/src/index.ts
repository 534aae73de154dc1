export * from './contract/numbering-events.js';
export * from './contract/personal-data.js';
export * from './contract/sentences.js';
export * from './number-allocator.js';
export * from './number-series.js';
