import type { CompiledProfile } from '@evidesk/profiles';
import type { IncidentEvent } from '../../contract/incident-events.js';
import { waitsForChange } from '../allowed-commands.js';
import { pausesClocks, resume } from '../clocks/set-clocks.js';
import type { IncidentCommand } from '../incident.commands.js';
import type { RecordedIncident } from '../incident.state.js';
import { illegalTransition, refuseInvalid } from '../refusals.js';
import { moveOn, mustBeAt, mustHoldRole } from './flow.js';
import { formErrors } from './terms.js';

/** Node J: the third line submits the change application form (S0-50, S0-79 … S0-83). */
export function applyForChange(
  command: IncidentCommand<'ApplyForChange'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  mustBeAt('change_application', command, state, profile, 'in_progress');
  const { changeId, affectedCi = state.affectedCi, plannedChanges, extra, ...form } = command.data;
  refuseInvalid([
    ...formErrors(profile.formOf(state.stage), form, extra),
    ...(plannedChanges !== undefined && affectedCi === undefined
      ? [{ pointer: '/affectedCi', code: 'required', detail: 'what is to change is changed about an item' }]
      : []),
  ]);
  const move = moveOn(command.type, state, profile, 'change_requested');
  return [
    {
      type: 'incident.change-applied-for',
      data: {
        changeId,
        ...form,
        affectedCi,
        plannedChanges,
        pausesClocks: pausesClocks('change', profile),
        extra,
        move,
      },
    },
  ];
}

/** Node K done: the change is in place, and the incident can be resolved (S0-40, S1-33). */
export function reportChangeImplemented(
  command: IncidentCommand<'ReportChangeImplemented'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  const { type, data } = command;
  mustWaitFor(command, state, profile);
  const move = moveOn(type, state, profile, 'change_implemented');
  const clocks = resume(state, command.metadata.occurredAt, profile);
  return [{ type: 'incident.change-implemented', data: { changeId: data.changeId, ...clocks, move } }];
}

/** The change was rejected or rolled back: back to the line that asked for it, with the reason. */
export function reportChangeFailed(
  command: IncidentCommand<'ReportChangeFailed'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  const { type, data } = command;
  mustWaitFor(command, state, profile);
  const move = moveOn(type, state, profile, 'change_failed');
  const clocks = resume(state, command.metadata.occurredAt, profile);
  return [{ type: 'incident.change-failed', data: { ...data, ...clocks, move } }];
}

/** Throws unless the incident waits for this change, and the actor is of the line that implements it, or its automation. */
function mustWaitFor(
  command: IncidentCommand<'ReportChangeImplemented' | 'ReportChangeFailed'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): void {
  if (!waitsForChange(state, profile) || state.changeId !== command.data.changeId) {
    throw illegalTransition(command.type, state, profile);
  }
  mustHoldRole(command, profile.rolesFor(command.type), state, profile);
}
