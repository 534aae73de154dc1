import { ERASED } from '@evidesk/kernel';
import type { IncidentEvent } from '../../contract/incident-events.js';
import type { IncidentCommand } from '../incident.commands.js';
import type { RecordedIncident } from '../incident.state.js';

/** Notes that the reporter is erased; nothing where that was noted before and nothing personal has come since. */
export function eraseReporter(
  { data }: IncidentCommand<'EraseReporter'>,
  incident: RecordedIncident,
): readonly IncidentEvent[] {
  return incident.erased === true && incident.reporter === ERASED ? [] : [{ type: 'incident.reporter-erased', data }];
}
