import type { CompiledProfile, StageKind, Trigger } from '@evidesk/profiles';
import type { IncidentEvent } from '../../contract/incident-events.js';
import type { IncidentCommand, IncidentCommandType } from '../incident.commands.js';
import type { RecordedIncident } from '../incident.state.js';
import { illegalTransition, roleNotPermitted } from '../refusals.js';

/** A move along the edge that a trigger takes from the incident's stage. @throws DomainError when there is none */
export function moveOn(
  command: IncidentCommandType,
  state: RecordedIncident,
  profile: CompiledProfile,
  trigger: Trigger,
  wanted?: string,
): { from: string; to: string; tier: string } {
  const target = profile.target(state.stage, trigger, wanted);
  if (target === undefined) throw illegalTransition(command, state, profile);
  return { from: state.stage, to: target.code, tier: target.tier };
}

/** `incident.responded`, when this is the first thing that the profile counts as a response (S0-91). */
export function firstResponse(
  state: RecordedIncident,
  profile: CompiledProfile,
  ...triggers: readonly Trigger[]
): readonly IncidentEvent[] {
  if (state.responded) return [];
  const trigger = triggers.find((candidate) => profile.definition.firstResponse.includes(candidate));
  return trigger === undefined ? [] : [{ type: 'incident.responded', data: { trigger } }];
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
