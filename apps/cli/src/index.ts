export { EXIT, type ExitCode } from './exit-codes.js';
export { main, run } from './main.js';
export type { Io } from './io.js';
