import type { ChangeCommandData, ChangeState } from '@evidesk/changes';
import type { IncidentCommandData, RecordedIncident } from '@evidesk/incidents';
import type { Actor } from '@evidesk/kernel';
import type { ChangeAction, IncidentAction, PlannedAction } from '../planned-step.js';

/** When something is done: so much working time from now, so much time, or at an instant (all ms). */
export type When = { readonly work: number } | { readonly elapsed: number } | { readonly at: number };

/** Something to be done next. What it is in full is only asked once its turn on the agenda is noted. */
export interface Step {
  /** Names it among what can be done where the case stands. */
  readonly name: string;
  readonly when: When;
  readonly actor: Actor;
  /** @param at when it is done, ms since the epoch */
  action(at: number): PlannedAction;
}

type Existing = IncidentAction['type'];

/** A command on the incident. */
export function onIncident<T extends Existing>(
  type: T,
  actor: Actor,
  when: When,
  data: (at: number) => IncidentCommandData<T>,
): Step {
  return { name: type, when, actor, action: (at) => ({ kind: 'incident', type, data: data(at) }) as IncidentAction };
}

/** A command on the change request. */
export function onChange<T extends ChangeAction['type']>(
  type: T,
  actor: Actor,
  when: When,
  changeId: string,
  data: (at: number) => ChangeCommandData<T>,
): Step {
  const action = (at: number) => ({ kind: 'change', changeId, type, data: data(at) }) as unknown as ChangeAction;
  return { name: type, when, actor, action };
}

/** Where a case stands when its next step is asked for. */
export interface Standing<State extends RecordedIncident = RecordedIncident> {
  readonly incident: State;
  readonly change: ChangeState;
}
