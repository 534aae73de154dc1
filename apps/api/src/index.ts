export * from './api.module.js';
export * from './server.js';
