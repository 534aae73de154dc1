export * from './application/execute-person-command.js';
export * from './application/person.aggregate.js';
export type { FoundPerson } from './application/persons.js';
export * from './contract/person-events.js';
export * from './contract/personal-data.js';
export * from './contract/sentences.js';
export * from './domain/person.js';
export * from './domain/retention.js';
export * from './people.module.js';
