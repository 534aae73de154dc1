import type { CompiledProfile } from '@evidesk/profiles';
import type { IncidentEvent } from '../../contract/incident-events.js';
import { pausesClocks } from '../clocks.js';
import type { IncidentCommand } from '../incident.commands.js';
import type { RecordedIncident } from '../incident.state.js';
import { illegalTransition, refuseInvalid } from '../refusals.js';
import { moveOn, mustBeAt } from './flow.js';
import { formErrors } from './terms.js';

/** Node J: the third line submits the change application form (S0-50, S0-79 … S0-83). */
export function applyForChange(
  command: IncidentCommand<'ApplyForChange'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  mustBeAt('change_application', command, state, profile, 'in_progress');
  const { changeId, extra, ...form } = command.data;
  refuseInvalid(formErrors(profile.formOf(state.stage), form, extra));
  const move = moveOn(command.type, state, profile, 'change_requested');
  return [
    {
      type: 'incident.change-applied-for',
      data: { changeId, ...form, pausesClocks: pausesClocks('change', profile), extra, move },
    },
  ];
}

/** Node K done: the change is in place, and the incident can be resolved (S0-40, S1-33). */
export function reportChangeImplemented(
  { type, data }: IncidentCommand<'ReportChangeImplemented'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  mustWaitFor(data.changeId, type, state, profile);
  const move = moveOn(type, state, profile, 'change_implemented');
  return [{ type: 'incident.change-implemented', data: { changeId: data.changeId, move } }];
}

/** The change was rejected or rolled back: back to the line that asked for it, with the reason. */
export function reportChangeFailed(
  { type, data }: IncidentCommand<'ReportChangeFailed'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  mustWaitFor(data.changeId, type, state, profile);
  const move = moveOn(type, state, profile, 'change_failed');
  return [{ type: 'incident.change-failed', data: { ...data, move } }];
}

function mustWaitFor(
  changeId: string,
  type: 'ReportChangeImplemented' | 'ReportChangeFailed',
  state: RecordedIncident,
  profile: CompiledProfile,
): void {
  if (state.status !== 'pending' || state.changeId !== changeId) throw illegalTransition(type, state, profile);
}
