import { type Actor, DomainError } from '@evidesk/kernel';
import type { IncidentEvent } from '../../contract/incident-events.js';
import type { IncidentCommand } from '../incident.commands.js';
import type { RecordedIncident } from '../incident.state.js';

/** How many files one incident can have. */
export const MOST_ATTACHMENTS = 200;

/** A file is attached by staff, or by the reporter himself (S4-59). */
export function attachFile(
  { data, metadata: { actor } }: IncidentCommand<'AttachFile'>,
  incident: RecordedIncident,
): readonly IncidentEvent[] {
  mustBeFreeToAttach(actor, incident);
  return [{ type: 'incident.attachment-added', data }];
}

/** Throws unless this actor can attach one more file: asked before its bytes are stored, too. */
export function mustBeFreeToAttach(actor: Actor, { reporterId, attachments = 0 }: RecordedIncident): void {
  if (actor.roles.every((role) => role === 'end_user') && actor.id !== reporterId) {
    throw new DomainError('forbidden', 'incident.not-own', 'an end user may attach files to his own incidents only');
  }
  if (attachments >= MOST_ATTACHMENTS) {
    throw new DomainError('conflict', 'incident.too-many-attachments', `it has ${MOST_ATTACHMENTS} files already`);
  }
}
