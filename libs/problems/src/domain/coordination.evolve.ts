import type { CoordinationEvent } from '../contract/coordination-events.js';
import type { CoordinationState, CoordinationStatus } from './coordination.state.js';

/** Raised whenever the state or `evolve` changes. */
export const COORDINATION_SNAPSHOT_VERSION = 1;

export const initialCoordination: CoordinationState = { status: 'unraised' };

/** The form after an event. Ignores events that it does not know, or that can't have happened. */
export function evolveCoordination(state: CoordinationState, event: CoordinationEvent): CoordinationState {
  if (state.status === 'unraised') {
    if (event.type !== 'coordination.raised') return state;
    const { number, incidentId, title, needsChange, longResolution, emergencyPlan } = event.data;
    return {
      status: 'pending',
      number,
      incidentId,
      title,
      needsChange,
      longResolution,
      hasEmergencyPlan: emergencyPlan !== undefined,
      informationChange: false,
      analysed: false,
    };
  }
  switch (event.type) {
    case 'coordination.analysed': {
      const { needsChange, longResolution, emergencyPlan } = event.data;
      const hasEmergencyPlan = state.hasEmergencyPlan || emergencyPlan !== undefined;
      return { ...state, analysed: true, needsChange, longResolution, hasEmergencyPlan };
    }
    case 'coordination.information-change-found':
      return { ...state, informationChange: true };
    case 'coordination.handled':
      return { ...state, handled: event.data };
    case 'coordination.verification-failed':
      return { ...state, handled: undefined };
    default:
      return { ...state, status: coordinationStatusAfter(event, state.status) };
  }
}

/** The status after an event; unchanged by one that says nothing of it. */
export function coordinationStatusAfter(event: CoordinationEvent, before: CoordinationStatus): CoordinationStatus {
  if (event.type === 'coordination.received') return 'in_progress';
  return event.type === 'coordination.resolved' ? 'resolved' : before;
}
