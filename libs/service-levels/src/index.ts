export * from './domain/business-calendar.js';
export * from './domain/sla-target.js';
