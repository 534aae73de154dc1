import { OptionalInstant, Text } from '@evidesk/platform';
import type { IncidentCommandData } from '../../domain/incident.commands.js';
import { incidentRoute } from '../incident-route.js';

export class DeclareMajorIncidentBody implements IncidentCommandData<'DeclareMajorIncident'> {
  @Text({ max: 1_000 }) reason!: string;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export const DeclareMajorIncidentRoute = incidentRoute({
  command: 'DeclareMajorIncident',
  path: 'major-declarations',
  body: DeclareMajorIncidentBody,
  summary: 'Declare a major incident (C25, S0-23)',
});
