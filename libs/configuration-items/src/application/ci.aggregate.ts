import { type AggregateType, eventTypes } from '@evidesk/executor';
import { type CiEvent, ciEventSchemas } from '../contract/ci-events.js';
import { CI_SNAPSHOT_VERSION, evolveCi, initialCi } from '../domain/ci.evolve.js';
import type { CiState } from '../domain/ci.state.js';

/** Streams `ci-<id>`, where the id follows from the item's name. */
export const ciAggregate: AggregateType<CiEvent, CiState> = {
  name: 'ci',
  initial: initialCi,
  evolve: evolveCi,
  eventTypes: eventTypes(ciEventSchemas),
  snapshotVersion: CI_SNAPSHOT_VERSION,
};
