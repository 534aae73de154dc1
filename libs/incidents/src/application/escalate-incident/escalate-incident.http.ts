import { Markdown, OptionalChoice, OptionalInstant, OptionalName, OptionalText } from '@evidesk/platform';
import type { IncidentCommandData } from '../../domain/incident.commands.js';
import { incidentRoute } from '../incident-route.js';

export class EscalateIncidentBody implements IncidentCommandData<'EscalateIncident'> {
  @OptionalChoice(['functional', 'hierarchical']) kind?: 'functional' | 'hierarchical';
  @Markdown(20_000) reason!: string;
  @OptionalName({ doc: 'The stage or tier, where the graph offers more than one' }) escalateTo?: string;
  @OptionalText({ max: 200, doc: 'The engineer who takes over (S1-52)' }) owner?: string;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export const EscalateIncidentRoute = incidentRoute({
  command: 'EscalateIncident',
  path: 'escalations',
  body: EscalateIncidentBody,
  summary: 'Escalate to the next tier, or to the incident manager (S0-30, S1-06)',
});
