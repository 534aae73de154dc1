import { Choice, OptionalInstant, OptionalMarkdown } from '@evidesk/platform';
import { PENDING_REASONS } from '../../contract/flow-events.js';
import type { IncidentCommandData, PendingReason } from '../../domain/incident.commands.js';
import { incidentRoute } from '../incident-route.js';

export class PutOnHoldBody implements IncidentCommandData<'PutOnHold'> {
  @Choice(PENDING_REASONS) reason!: PendingReason;
  @OptionalMarkdown(20_000) note?: string;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export const PutOnHoldRoute = incidentRoute({
  command: 'PutOnHold',
  path: 'holds',
  body: PutOnHoldBody,
  summary: 'Wait for someone else (C27)',
});
