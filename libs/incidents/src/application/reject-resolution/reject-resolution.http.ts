import { Markdown, OptionalInstant } from '@evidesk/platform';
import type { IncidentCommandData } from '../../domain/incident.commands.js';
import { incidentRoute } from '../incident-route.js';

export class RejectResolutionBody implements IncidentCommandData<'RejectResolution'> {
  @Markdown(20_000) reason!: string;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export const RejectResolutionRoute = incidentRoute({
  command: 'RejectResolution',
  path: 'rejections',
  body: RejectResolutionBody,
  summary: 'The reporter says that it is not solved (C7)',
});
