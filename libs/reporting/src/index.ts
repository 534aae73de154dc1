export * from './domain/kpi-figures.js';
export * from './domain/month.js';
export * from './domain/period.js';
export * from './read-models/monthly-kpi/get-kpis.query.js';
export * from './read-models/monthly-kpi/kpi-contributions.js';
export * from './read-models/monthly-kpi/kpi-facts.js';
export * from './read-models/monthly-kpi/monthly-kpi.projection.js';
export * from './reporting.module.js';
