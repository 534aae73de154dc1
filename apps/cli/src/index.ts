export { type Desk, openDesk } from './desk.js';
export { EXIT, type ExitCode } from './exit-codes.js';
export { main, run } from './main.js';
export type { Io } from './io.js';
export { type OpenSimulatedDesk, openSimulatedDesk, type SimulatedDeskOptions } from './simulation/simulated-desk.js';
