import type { CommandMetadata, Instant } from '@evidesk/kernel';
import type { CompiledProfile, Stage, StageKind, Trigger } from '@evidesk/profiles';
import type { Static } from 'typebox';
import type { move } from '../../contract/fields.js';
import type { IncidentEvent } from '../../contract/incident-events.js';
import type { IncidentCommand, IncidentCommandType } from '../incident.commands.js';
import { evolveIncident } from '../incident.evolve.js';
import type { IncidentState, RecordedIncident } from '../incident.state.js';
import { judgeResponse } from '../clocks/judge.js';
import { workingMs } from '../clocks/time-spent.js';
import { illegalTransition, mustExist, roleNotPermitted } from '../refusals.js';

type Move = Static<typeof move>;

/** A move along the edge that a trigger takes from the incident's stage. @throws DomainError when there is none */
export function moveOn(
  command: IncidentCommandType,
  state: RecordedIncident,
  profile: CompiledProfile,
  trigger: Trigger,
  wanted?: string,
): Move {
  const target = profile.target(state.stage, trigger, wanted);
  if (target === undefined) throw illegalTransition(command, state, profile);
  return moveTo(target, state);
}

/** A move to a stage. */
export const moveTo = (stage: Stage, state: RecordedIncident): Move => ({
  from: state.stage,
  to: stage.code,
  tier: stage.tier,
  waitsFor: stage.roles,
});

/** `incident.responded`, when this is the first thing that the profile counts as a response (S0-91). */
export function firstResponse(
  trigger: Trigger,
  { occurredAt }: CommandMetadata,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  if (state.responded || !profile.definition.firstResponse.includes(trigger)) return [];
  return [respondedAt(occurredAt, trigger, state, profile)];
}

/** `incident.responded`, with the response target in force then. */
export function respondedAt(
  instant: Instant,
  trigger: Trigger,
  state: RecordedIncident,
  profile: CompiledProfile,
): IncidentEvent {
  return {
    type: 'incident.responded',
    data: {
      trigger,
      workingMs: workingMs(state, instant, profile),
      target: judgeResponse(state, instant, profile),
    },
  };
}

/** The incident after events that belong to one command. */
export function after(
  state: RecordedIncident,
  events: readonly IncidentEvent[],
  { occurredAt }: CommandMetadata,
): RecordedIncident {
  let next: IncidentState = state;
  for (const event of events) next = evolveIncident(next, event, occurredAt);
  return mustExist(next);
}

/** Throws unless the incident's stage is of this kind, work goes on there, and one of the actor's roles owns the stage. */
export function mustBeAt(
  kind: StageKind,
  command: IncidentCommand,
  state: RecordedIncident,
  profile: CompiledProfile,
  status: RecordedIncident['status'],
): void {
  const stage = profile.stage(state.stage);
  if (stage.kind !== kind || state.status !== status) throw illegalTransition(command.type, state, profile);
  mustHoldRole(command, stage.roles, state, profile);
}

/** Throws unless the actor holds one of the roles. */
export function mustHoldRole(
  command: IncidentCommand,
  needed: readonly string[],
  state: RecordedIncident,
  profile: CompiledProfile,
): void {
  if (!command.metadata.actor.roles.some((role) => needed.includes(role))) {
    throw roleNotPermitted(command.type, profile.stage(state.stage), needed);
  }
}
