import { OptionalInstant, OptionalMarkdown } from '@evidesk/platform';
import type { IncidentCommandData } from '../../domain/incident.commands.js';
import { incidentRoute } from '../incident-route.js';

export class ResumeIncidentBody implements IncidentCommandData<'ResumeIncident'> {
  @OptionalMarkdown(20_000) note?: string;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export const ResumeIncidentRoute = incidentRoute({
  command: 'ResumeIncident',
  path: 'resumptions',
  body: ResumeIncidentBody,
  summary: 'The wait is over',
});
