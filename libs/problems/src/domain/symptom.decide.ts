import { assertNever, deriveId } from '@evidesk/kernel';
import type { SymptomEvent } from '../contract/symptom-events.js';
import { unitKey } from './symptom-key.js';
import type { SymptomCommand } from './symptom.commands.js';
import { unitsOf, withObservation } from './symptom.evolve.js';
import type { SymptomState } from './symptom.state.js';

/** What follows from a command; nothing is ever refused, since processes send them. */
export function decideSymptom(command: SymptomCommand, state: SymptomState): readonly SymptomEvent[] {
  switch (command.type) {
    case 'ObserveSymptom':
      return observe(command, state);
    case 'WithdrawSymptom': {
      const { incidentId } = command.data;
      return state.observations.some((each) => each.incidentId === incidentId)
        ? [{ type: 'symptom.withdrawn', data: { incidentId } }]
        : [];
    }
    case 'EndSymptomSeries': {
      const { problemId } = command.data;
      return state.problemId === problemId ? [{ type: 'symptom.series-ended', data: { problemId } }] : [];
    }
    default:
      return assertNever(command);
  }
}

/** The unit counts once, however often it reports; the number is reached once, however many report after (S1-79). */
function observe({ data }: SymptomCommand<'ObserveSymptom'>, state: SymptomState): readonly SymptomEvent[] {
  const { symptomId, symptom, incidentId, unit, at, needed } = data;
  const known = state.observations.find((each) => each.incidentId === incidentId);
  if (known !== undefined && unitKey(known.unit) === unitKey(unit)) return [];
  const observations = withObservation(state.observations, { incidentId, unit, at });
  if (!observations.some((each) => each.incidentId === incidentId)) return [];
  const { problemId } = state;
  const observed: SymptomEvent = { type: 'symptom.observed', data: { symptom, incidentId, unit, at, problemId } };
  const units = unitsOf(observations);
  if (problemId !== undefined || units.length < needed) return [observed];
  const incidents = observations.map((each) => each.incidentId);
  return [
    observed,
    {
      type: 'symptom.became-system-bug',
      data: {
        problemId: deriveId('problem', symptomId, state.series, incidents[0] ?? incidentId),
        symptom,
        incidents,
        units: [...units],
        needed,
      },
    },
  ];
}
