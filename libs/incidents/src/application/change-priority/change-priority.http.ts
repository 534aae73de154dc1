import { Name, OptionalInstant, Text } from '@evidesk/platform';
import type { IncidentCommandData } from '../../domain/incident.commands.js';
import { incidentRoute } from '../incident-route.js';

export class ChangePriorityBody implements IncidentCommandData<'ChangePriority'> {
  @Name() priority!: string;
  @Text({ max: 1_000 }) reason!: string;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export const ChangePriorityRoute = incidentRoute({
  command: 'ChangePriority',
  path: 'priority',
  body: ChangePriorityBody,
  summary: 'Raise or lower the priority, with the reason (S1-64, S1-65)',
});
