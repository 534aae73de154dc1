export type { ChangeAction, IncidentAction, PlannedAction, PlannedStep } from './planned-step.js';
export * from './run-scenario.js';
export * from './scenario.js';
