import type { SymptomEvent } from '../contract/symptom-events.js';
import { unitKey } from './symptom-key.js';
import type { Observation, SymptomState } from './symptom.state.js';

/** Raised whenever the state or `evolve` changes. */
export const SYMPTOM_SNAPSHOT_VERSION = 1;

/** Ours: no source says within which time the units have to report it. */
export const WINDOW_DAYS = 90;
const WINDOW_MS = WINDOW_DAYS * 86_400_000;
/** How many incidents of one symptom are counted at a time. */
export const MAX_OBSERVATIONS = 200;

export const initialSymptom: SymptomState = { series: 0, observations: [] };

/** The count after an event. Ignores events that it does not know. */
export function evolveSymptom(state: SymptomState, event: SymptomEvent): SymptomState {
  switch (event.type) {
    case 'symptom.observed': {
      const { incidentId, unit, at } = event.data;
      return { ...state, observations: withObservation(state.observations, { incidentId, unit, at }) };
    }
    case 'symptom.withdrawn':
      return { ...state, observations: without(state.observations, event.data.incidentId) };
    case 'symptom.became-system-bug':
      return { ...state, problemId: event.data.problemId };
    case 'symptom.series-ended':
      return { series: state.series + 1, observations: [] };
    default:
      return state;
  }
}

/** The observations with one more, of which only those within the window before the newest stay. */
export function withObservation(observations: readonly Observation[], added: Observation): readonly Observation[] {
  const all = [...without(observations, added.incidentId), added];
  const newest = Math.max(...all.map(({ at }) => Date.parse(at)));
  const current = all.filter(({ at }) => Date.parse(at) >= newest - WINDOW_MS);
  return current.length > MAX_OBSERVATIONS ? withoutOne(current) : current;
}

/** The units that report it, each as it was first written. */
export function unitsOf(observations: readonly Observation[]): readonly string[] {
  const units = new Map<string, string>();
  for (const { unit } of observations) if (!units.has(unitKey(unit))) units.set(unitKey(unit), unit);
  return [...units.values()];
}

const without = (observations: readonly Observation[], incidentId: string) =>
  observations.filter((each) => each.incidentId !== incidentId);

/** Leaves out the first whose unit has another one, so that the number of units stays; or else the first. */
function withoutOne(observations: readonly Observation[]): readonly Observation[] {
  const counts = new Map<string, number>();
  for (const { unit } of observations) counts.set(unitKey(unit), (counts.get(unitKey(unit)) ?? 0) + 1);
  const spare = Math.max(
    0,
    observations.findIndex(({ unit }) => (counts.get(unitKey(unit)) ?? 0) > 1),
  );
  return observations.filter((_, index) => index !== spare);
}
