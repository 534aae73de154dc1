import { Markdown, OptionalInstant } from '@evidesk/platform';
import type { IncidentCommandData } from '../../domain/incident.commands.js';
import { incidentRoute } from '../incident-route.js';

export class ApplyWorkaroundBody implements IncidentCommandData<'ApplyWorkaround'> {
  @Markdown(20_000) description!: string;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export const ApplyWorkaroundRoute = incidentRoute({
  command: 'ApplyWorkaround',
  path: 'workarounds',
  body: ApplyWorkaroundBody,
  summary: 'Service is back by a temporary measure; stays in progress (S1-29)',
});
