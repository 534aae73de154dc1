import { plainKey } from '@evidesk/kernel';
import type { RecordedIncident } from '../../domain/incident.state.js';

/** By what a solved incident is found when another looks like it (S1-51). */
export interface SolvedAs {
  readonly symptomKey?: string;
  readonly ciKey?: string;
  readonly category?: string;
  readonly at: string;
}

/** What was written down of how an incident was solved. */
interface WrittenDown {
  readonly solution?: { readonly solution: string };
  /** The newest form of each line of support, by stage. */
  readonly support: Readonly<Record<string, { readonly solution?: string; readonly measures?: string }>>;
}

/** What solved an incident: the solution that was recorded, or else what the line wrote that put one in place. */
export function solutionOf({
  solution,
  support,
  incident,
}: WrittenDown & { readonly incident: Pick<RecordedIncident, 'solvedAtStage'> }): string | undefined {
  if (solution !== undefined) return solution.solution;
  const form = support[incident.solvedAtStage ?? ''];
  return form?.solution ?? form?.measures;
}

/** `undefined` while it is not resolved, or nobody wrote down how. */
export function solvedAs(incident: RecordedIncident, document: WrittenDown): SolvedAs | undefined {
  if (incident.status !== 'resolved' && incident.status !== 'closed') return undefined;
  if (solutionOf({ ...document, incident }) === undefined) return undefined;
  const { symptom, affectedCi, category, resolvedAt: at } = incident;
  return { symptomKey: keyOf(symptom), ciKey: keyOf(affectedCi), category, at };
}

const keyOf = (text: string | undefined): string | undefined => (text === undefined ? undefined : plainKey(text));
