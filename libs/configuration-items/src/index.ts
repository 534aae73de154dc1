export * from './application/ci.aggregate.js';
export * from './application/process-messages.js';
export * from './configuration-items.module.js';
export * from './contract/ci-events.js';
export * from './domain/ci-id.js';
export * from './processes/ci-update/ci-update.process.js';
export * from './read-models/ci-details/ci-details.projection.js';
export * from './read-models/ci-incidents/ci-incidents.projection.js';
