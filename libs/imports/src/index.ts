export { causeOf, incidentIdOf } from './application/case-progress.js';
export { importCsv, type ImportOptions } from './application/import-csv.js';
export * from './application/ports.js';
export { planNext, type PlannedCommand } from './domain/plan-next.js';
export type { SourceRow } from './domain/source-row.js';
export { compileMapping, type CompiledMapping } from './mapping/compile-mapping.js';
export { type Mapping, MappingSchema, type TargetStatus } from './mapping/mapping.schema.js';
export { type MappingFinding, type ReadMapping, readMappingYaml } from './mapping/read-mapping-yaml.js';
export { loadShippedMapping, parseMapping, shippedMappings } from './mapping/shipped-mappings.js';
