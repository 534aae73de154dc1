import { OptionalInstant, OptionalName, OptionalText } from '@evidesk/platform';
import type { IncidentCommandData } from '../../domain/incident.commands.js';
import { incidentRoute } from '../incident-route.js';

export class ClassifyIncidentBody implements IncidentCommandData<'ClassifyIncident'> {
  @OptionalName() type?: string;
  @OptionalName() category?: string;
  @OptionalName() subcategory?: string;
  @OptionalName() impact?: string;
  @OptionalName() urgency?: string;
  @OptionalName() priority?: string;
  @OptionalText({ max: 1_000, doc: 'Mandatory where the priority is not the one that the matrix gives (C6)' })
  reason?: string;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export const ClassifyIncidentRoute = incidentRoute({
  command: 'ClassifyIncident',
  path: 'classification',
  body: ClassifyIncidentBody,
  summary: 'Set type, category and priority (node E; S0-45, C6)',
});
