import { type AggregateType, eventTypes } from '@evidesk/executor';
import { type PersonEvent, personEventSchemas } from '../contract/person-events.js';
import { evolvePerson, NOBODY, type PersonState } from '../domain/person.js';

/** How the erasures of persons are loaded and stored. */
export const personAggregate: AggregateType<PersonEvent, PersonState> = {
  name: 'person',
  initial: NOBODY,
  evolve: evolvePerson,
  eventTypes: eventTypes(personEventSchemas),
  snapshotVersion: 1,
};
