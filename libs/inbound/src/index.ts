export * from './contract/alert-events.js';
export * from './contract/mail-events.js';
export * from './contract/personal-data.js';
export * from './contract/sentences.js';
export type { AlertOutcome } from './domain/alert.plan.js';
export { InboundHttpModule } from './inbound.module.js';
