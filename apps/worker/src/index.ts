export { COMMAND_SENDER } from './command-sender.js';
export * from './core.module.js';
export * from './read-models.js';
export * from './run-worker.js';
export * from './runner-host.js';
export * from './runtime-logger.js';
export * from './start-up.js';
export * from './stores.js';
export { serveCommands } from './thread-commands.js';
