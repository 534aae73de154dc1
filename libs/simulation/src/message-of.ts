import { AdvanceChange, type ChangeCommand, RequestChange } from '@evidesk/changes';
import { ExecuteIncidentCommand, type IncidentCommand, RecordIncident } from '@evidesk/incidents';
import type { CommandMetadata } from '@evidesk/kernel';
import type { PlannedAction } from './planned-step.js';

/** What the command bus of a desk is sent. */
export type Message = RecordIncident | ExecuteIncidentCommand | RequestChange | AdvanceChange;

/** A planned action as a command for the bus. @param profile the profile by which new things are recorded */
export function messageOf(
  incidentId: string,
  action: PlannedAction,
  metadata: CommandMetadata,
  profile: string,
): Message {
  const { data, type } = action;
  switch (action.kind) {
    case 'record':
      return new RecordIncident(action.data, metadata, profile, incidentId);
    case 'incident':
      return new ExecuteIncidentCommand(incidentId, { type, data, metadata } as IncidentCommand);
    case 'request-change':
      return new RequestChange(action.data, metadata, profile, action.changeId);
    case 'change':
      return new AdvanceChange(action.changeId, { type, data, metadata } as ChangeCommand);
  }
}
