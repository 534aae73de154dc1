import { assertNever } from '@evidesk/kernel';
import type { CompiledProfile } from '@evidesk/profiles';
import type { IncidentEvent } from '../contract/incident-events.js';
import type { AutomationCommand } from './automation.commands.js';
import { amongDeadlines } from './decide/among-deadlines.js';
import { autoAssign } from './decide/auto-assign.js';
import { countRepeat, linkDuplicate } from './decide/duplicates.js';
import { escalateMajor } from './decide/escalate-major.js';
import type { RecordedIncident } from './incident.state.js';

/** What follows from a command of a process manager, by the profile that the incident is pinned to. */
export function decideAutomation(
  command: AutomationCommand,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  return amongDeadlines(command, state, profile, (now) => decide(command, now, profile));
}

function decide(
  command: AutomationCommand,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  switch (command.type) {
    case 'AutoAssign':
      return autoAssign(command, state, profile);
    case 'LinkDuplicate':
      return linkDuplicate(command, state, profile);
    case 'CountRepeat':
      return countRepeat(command, state);
    case 'EscalateMajor':
      return escalateMajor(command, state, profile);
    default:
      return assertNever(command);
  }
}
