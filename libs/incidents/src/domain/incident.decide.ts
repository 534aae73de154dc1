import { assertNever, DomainError } from '@evidesk/kernel';
import type { CompiledProfile } from '@evidesk/profiles';
import type { IncidentEvent } from '../contract/incident-events.js';
import { amongDeadlines } from './decide/among-deadlines.js';
import { attachFile } from './decide/attaching.js';
import { eraseReporter } from './decide/erasing.js';
import * as change from './decide/change.js';
import * as ending from './decide/ending.js';
import * as overdue from './decide/overdue.js';
import * as priority from './decide/priority.js';
import * as recording from './decide/recording.js';
import * as resolving from './decide/resolving.js';
import * as support from './decide/support.js';
import { impossibleTime } from './decide/times.js';
import type { IncidentCommand } from './incident.commands.js';
import type { IncidentState, RecordedIncident } from './incident.state.js';
import { mustExist } from './refusals.js';

/**
 * What follows from a command, by the process profile that the incident is pinned to.
 * @throws DomainError when the command is refused
 */
export function decideIncident(
  command: IncidentCommand,
  state: IncidentState,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  refuseImpossibleTime(command, profile);
  if (command.type === 'RecordIncident') {
    return amongDeadlines(command, state, profile, (now) => recording.recordIncident(command, now, profile));
  }
  const incident = mustExist(state);
  if (command.type === 'ReachDeadlines') return overdue.reachDeadlines(command, incident, profile);
  return amongDeadlines(command, incident, profile, (now) => decide(command, now, profile));
}

function decide(
  command: Exclude<IncidentCommand, { type: 'RecordIncident' | 'ReachDeadlines' }>,
  incident: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  switch (command.type) {
    case 'ClassifyIncident':
      return priority.classifyIncident(command, incident, profile);
    case 'ChangePriority':
      return priority.changePriority(command, incident, profile);
    case 'DeclareMajorIncident':
      return priority.declareMajorIncident(command, incident, profile);
    case 'CorrectDetails':
      return recording.correctDetails(command, incident, profile);
    case 'LinkIncident':
      return recording.linkIncident(command, incident);
    case 'UnlinkIncident':
      return recording.unlinkIncident(command, incident);
    case 'AddComment':
      return recording.addComment(command, incident);
    case 'AttachFile':
      return attachFile(command, incident);
    case 'EraseReporter':
      return eraseReporter(command, incident);
    case 'AssignIncident':
      return support.assignIncident(command, incident, profile);
    case 'RecordSupport':
      return support.recordSupport(command, incident, profile);
    case 'EscalateIncident':
      return support.escalateIncident(command, incident, profile);
    case 'PutOnHold':
      return support.putOnHold(command, incident, profile);
    case 'ResumeIncident':
      return support.resumeIncident(command, incident, profile);
    case 'ApplyWorkaround':
      return support.applyWorkaround(command, incident, profile);
    case 'ApplyForChange':
      return change.applyForChange(command, incident, profile);
    case 'ReportChangeImplemented':
      return change.reportChangeImplemented(command, incident, profile);
    case 'ReportChangeFailed':
      return change.reportChangeFailed(command, incident, profile);
    case 'ResolveIncident':
      return resolving.resolveIncident(command, incident, profile);
    case 'RecordSolution':
      return resolving.recordSolution(command, incident, profile);
    case 'WriteFaultReview':
      return resolving.writeFaultReview(command, incident, profile);
    case 'AssessQuality':
      return resolving.assessQuality(command, incident, profile);
    case 'ConfirmResolution':
      return resolving.confirmResolution(command, incident, profile);
    case 'RejectResolution':
      return resolving.rejectResolution(command, incident, profile);
    case 'CloseIncident':
      return resolving.closeIncident(command, incident, profile);
    case 'CancelIncident':
      return ending.cancelIncident(command, incident, profile);
    case 'MarkDuplicate':
      return ending.markDuplicate(command, incident, profile);
    case 'UnmarkDuplicate':
      return ending.unmarkDuplicate(command, incident, profile);
    case 'RecordFollowUp':
      return ending.recordFollowUp(command, incident, profile);
    case 'EscalateOverdue':
      return overdue.escalateOverdue(command, incident, profile);
    default:
      return assertNever(command);
  }
}

/** Sent by the automation: they are about instants that may have come long ago, while nothing ran. */
const LATE: ReadonlySet<IncidentCommand['type']> = new Set(['ReachDeadlines', 'EscalateOverdue']);

/** Nothing is reported before it happens, nor from further back than the profile allows (C22). */
function refuseImpossibleTime({ type, metadata }: IncidentCommand, profile: CompiledProfile): void {
  const [error] = impossibleTime('/occurredAt', metadata.occurredAt, metadata, profile);
  if (error === undefined || (error.code === 'out-of-range' && LATE.has(type))) return;
  throw error.code === 'in-future'
    ? new DomainError('invalid', 'incident.occurs-in-future', 'what is reported must have happened', {}, [error])
    : new DomainError('invalid', 'incident.backdated-too-far', 'it happened too long ago to be reported now', {}, [
        error,
      ]);
}
