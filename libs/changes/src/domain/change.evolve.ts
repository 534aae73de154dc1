import type { ChangeEvent } from '../contract/change-events.js';
import type { ChangeState, ChangeStatus } from './change.state.js';

/** Raised whenever the state or `evolve` changes. */
export const CHANGE_SNAPSHOT_VERSION = 1;

export const initialChange: ChangeState = { status: 'unrequested' };

const STATUS_AFTER: Readonly<Record<ChangeEvent['type'], ChangeStatus>> = {
  'change.requested': 'requested',
  'change.assessed': 'assessed',
  'change.approved': 'approved',
  'change.rejected': 'rejected',
  'change.scheduled': 'scheduled',
  'change.implemented': 'implemented',
  'change.rolled-back': 'rolled_back',
  'change.closed': 'closed',
};

/** The change request after an event. Ignores events that it does not know, or that can't have happened. */
export function evolveChange(state: ChangeState, event: ChangeEvent): ChangeState {
  if (state.status === 'unrequested') {
    if (event.type !== 'change.requested') return state;
    return { status: 'requested', number: event.data.number, incidentId: event.data.incidentId };
  }
  return event.type === 'change.requested' ? state : { ...state, status: statusAfter(event, state.status) };
}

/** The status after an event; unchanged by one that is not known. */
export function statusAfter(event: ChangeEvent, before: ChangeStatus): ChangeStatus {
  return (STATUS_AFTER as Readonly<Record<string, ChangeStatus>>)[event.type] ?? before;
}
