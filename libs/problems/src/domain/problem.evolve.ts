import type { ProblemEvent } from '../contract/problem-events.js';
import type { ProblemState, ProblemStatus } from './problem.state.js';

/** Raised whenever the state or `evolve` changes. */
export const PROBLEM_SNAPSHOT_VERSION = 1;

export const initialProblem: ProblemState = { status: 'unproposed' };

const STATUS_AFTER: { readonly [T in ProblemEvent['type']]?: ProblemStatus } = {
  'problem.proposed': 'candidate',
  'problem.opened': 'accepted',
  'problem.accepted': 'accepted',
  'problem.dismissed': 'dismissed',
  'problem.root-cause-recorded': 'root_cause_known',
  'problem.resolved': 'resolved',
  'problem.closed': 'closed',
};

/** The problem after an event. Ignores events that it does not know, or that can't have happened. */
export function evolveProblem(state: ProblemState, event: ProblemEvent): ProblemState {
  if (state.status === 'unproposed') {
    if (event.type === 'problem.proposed') {
      const { number, incidents, symptomId } = event.data;
      return { status: 'candidate', number, incidents, symptomId };
    }
    if (event.type !== 'problem.opened') return state;
    return { status: 'accepted', number: event.data.number, incidents: event.data.incidents };
  }
  if (event.type === 'problem.proposed' || event.type === 'problem.opened') return state;
  if (event.type === 'problem.incident-added')
    return { ...state, incidents: [...state.incidents, event.data.incidentId] };
  return { ...state, status: problemStatusAfter(event, state.status) };
}

/** The status after an event; unchanged by one that says nothing of it. */
export const problemStatusAfter = (event: ProblemEvent, before: ProblemStatus): ProblemStatus =>
  STATUS_AFTER[event.type] ?? before;
