import { type AggregateType, eventTypes } from '@evidesk/executor';
import { type CoordinationEvent, coordinationEventSchemas } from '../contract/coordination-events.js';
import { type ProblemEvent, problemEventSchemas } from '../contract/problem-events.js';
import { type SymptomEvent, symptomEventSchemas } from '../contract/symptom-events.js';
import {
  COORDINATION_SNAPSHOT_VERSION,
  evolveCoordination,
  initialCoordination,
} from '../domain/coordination.evolve.js';
import type { CoordinationState } from '../domain/coordination.state.js';
import { evolveProblem, initialProblem, PROBLEM_SNAPSHOT_VERSION } from '../domain/problem.evolve.js';
import type { ProblemState } from '../domain/problem.state.js';
import { evolveSymptom, initialSymptom, SYMPTOM_SNAPSHOT_VERSION } from '../domain/symptom.evolve.js';
import type { SymptomState } from '../domain/symptom.state.js';

/** Streams `problem-<id>`. */
export const problemAggregate: AggregateType<ProblemEvent, ProblemState> = {
  name: 'problem',
  initial: initialProblem,
  evolve: evolveProblem,
  eventTypes: eventTypes(problemEventSchemas),
  snapshotVersion: PROBLEM_SNAPSHOT_VERSION,
};

/** Streams `symptom-<id>`, where the id follows from the symptom's words. */
export const symptomAggregate: AggregateType<SymptomEvent, SymptomState> = {
  name: 'symptom',
  initial: initialSymptom,
  evolve: evolveSymptom,
  eventTypes: eventTypes(symptomEventSchemas),
  snapshotVersion: SYMPTOM_SNAPSHOT_VERSION,
};

/** Streams `coordination-<id>`. */
export const coordinationAggregate: AggregateType<CoordinationEvent, CoordinationState> = {
  name: 'coordination',
  initial: initialCoordination,
  evolve: evolveCoordination,
  eventTypes: eventTypes(coordinationEventSchemas),
  snapshotVersion: COORDINATION_SNAPSHOT_VERSION,
};
