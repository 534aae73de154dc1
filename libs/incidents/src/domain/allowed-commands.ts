import { assertNever } from '@evidesk/kernel';
import type { CompiledProfile, Trigger } from '@evidesk/profiles';
import type { IncidentCommandType } from './incident.commands.js';
import type { RecordedIncident } from './incident.state.js';

const COMMAND_OF: Readonly<Record<Trigger, readonly IncidentCommandType[]>> = {
  classified: ['ClassifyIncident'],
  solution_implemented: ['RecordSupport'],
  escalated: ['RecordSupport', 'EscalateIncident'],
  change_needed: ['RecordSupport'],
  change_requested: ['ApplyForChange'],
  change_implemented: ['ReportChangeImplemented'],
  change_failed: ['ReportChangeFailed'],
  resolved: ['ResolveIncident'],
  solution_recorded: ['RecordSolution'],
  reviewed: ['WriteFaultReview'],
  assessed: ['AssessQuality'],
};

const ALWAYS: readonly IncidentCommandType[] = ['AddComment', 'AttachFile', 'LinkIncident', 'UnlinkIncident'];
const WHILE_OPEN: readonly IncidentCommandType[] = [
  'AssignIncident',
  'ChangePriority',
  'CorrectDetails',
  'DeclareMajorIncident',
  'ApplyWorkaround',
];
/** Not while a change is under way for it: that has to end first. */
const GIVING_UP: readonly IncidentCommandType[] = ['CancelIncident', 'MarkDuplicate'];

/** The commands that an incident can take now, whoever sends them; sorted. */
export function allowedCommands(state: RecordedIncident, profile: CompiledProfile): readonly IncidentCommandType[] {
  return [...new Set([...ALWAYS, ...byStatus(state, profile)])].sort();
}

/** True while the incident waits for its change request: that alone moves it on (node K). */
export function waitsForChange({ status, stage }: RecordedIncident, profile: CompiledProfile): boolean {
  return status === 'pending' && profile.stage(stage).kind === 'change_implementation';
}

function byStatus(state: RecordedIncident, profile: CompiledProfile): readonly IncidentCommandType[] {
  const edges = () => profile.triggersFrom(state.stage).flatMap((trigger) => COMMAND_OF[trigger]);
  switch (state.status) {
    case 'new':
      return [...WHILE_OPEN, ...GIVING_UP, ...edges()];
    case 'in_progress':
      return [...WHILE_OPEN, ...GIVING_UP, ...edges(), 'PutOnHold', 'EscalateIncident'];
    case 'pending':
      return [...WHILE_OPEN, ...(waitsForChange(state, profile) ? edges() : [...GIVING_UP, 'ResumeIncident' as const])];
    case 'resolved': {
      const closing = profile.stage(state.stage).kind === 'closing' ? (['CloseIncident'] as const) : [];
      const confirming = state.confirmation === undefined ? (['ConfirmResolution'] as const) : [];
      return [...confirming, 'RejectResolution', 'AssignIncident', ...edges(), ...closing];
    }
    case 'closed':
      return ['RecordFollowUp'];
    case 'cancelled':
      return state.duplicateOf === undefined ? [] : ['UnmarkDuplicate'];
    default:
      return assertNever(state);
  }
}
