import { Markdown, OptionalInstant } from '@evidesk/platform';
import type { IncidentCommandData } from '../../domain/incident.commands.js';
import { incidentRoute } from '../incident-route.js';

export class CancelIncidentBody implements IncidentCommandData<'CancelIncident'> {
  @Markdown(20_000) reason!: string;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export const CancelIncidentRoute = incidentRoute({
  command: 'CancelIncident',
  path: 'cancellations',
  body: CancelIncidentBody,
  summary: 'Withdraw an incident that is not resolved yet',
});
