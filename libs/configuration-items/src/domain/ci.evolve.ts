import type { CiChanged, CiEvent } from '../contract/ci-events.js';
import type { Attributes, AttributeValue, CiState } from './ci.state.js';

/** Raised whenever the state or `evolve` changes. */
export const CI_SNAPSHOT_VERSION = 1;

export const initialCi: CiState = { status: 'unregistered' };

/** The item after an event. Ignores events that it does not know, or that can't have happened. */
export function evolveCi(state: CiState, event: CiEvent): CiState {
  if (state.status === 'unregistered') {
    if (event.type !== 'ci.registered') return state;
    return { status: 'in_use', name: event.data.name, attributes: event.data.attributes };
  }
  if (event.type === 'ci.changed') return { ...state, attributes: attributesAfter(state.attributes, event) };
  return event.type === 'ci.retired' ? { ...state, status: 'retired' } : state;
}

/** The attributes after a change; those that became `null` are gone. */
export function attributesAfter(before: Attributes, { data }: CiChanged): Attributes {
  const after = new Map<string, AttributeValue>(Object.entries(before));
  for (const { attribute, to } of data.changes) {
    if (to === null) after.delete(attribute);
    else after.set(attribute, to);
  }
  return Object.fromEntries(after);
}
