import { OptionalInstant, OptionalText, Text } from '@evidesk/platform';
import type { IncidentCommandData } from '../../domain/incident.commands.js';
import { incidentRoute } from '../incident-route.js';

export class AssignIncidentBody implements IncidentCommandData<'AssignIncident'> {
  @OptionalText({ max: 200 }) group?: string;
  @OptionalText({ max: 200 }) engineer?: string;
  @Text({ max: 1_000 }) reason!: string;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export const AssignIncidentRoute = incidentRoute({
  command: 'AssignIncident',
  path: 'assignments',
  body: AssignIncidentBody,
  summary: 'Make a group or an engineer responsible (S4-48)',
});
