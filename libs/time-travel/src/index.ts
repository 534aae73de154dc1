export * from './as-of.js';
export { CHECKPOINT_EVENTS, CheckpointKeeper, type CheckpointKeeperOptions } from './checkpoint-keeper.js';
export { CHECKPOINT_VIEW } from './checkpoint-store.js';
export * from './time-machine.js';
export type { TravellingView } from './view-fold.js';
