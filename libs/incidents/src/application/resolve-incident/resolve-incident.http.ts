import { OptionalExtra, OptionalInstant } from '@evidesk/platform';
import type { Extra, IncidentCommandData } from '../../domain/incident.commands.js';
import { incidentRoute } from '../incident-route.js';

export class ResolveIncidentBody implements IncidentCommandData<'ResolveIncident'> {
  @OptionalInstant({ doc: 'By default when it occurred (S0-85)' }) resolvedAt?: string;
  @OptionalExtra({ doc: 'Fields that the process profile added to the form (S2-12)' }) extra?: Extra;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export const ResolveIncidentRoute = incidentRoute({
  command: 'ResolveIncident',
  path: 'resolutions',
  body: ResolveIncidentBody,
  summary: 'Service is restored (node G; S0-47, S0-85)',
});
