import { Markdown, OptionalInstant, OptionalQuantity } from '@evidesk/platform';
import type { IncidentCommandData } from '../../domain/incident.commands.js';
import { incidentRoute } from '../incident-route.js';

export class RecordFollowUpBody implements IncidentCommandData<'RecordFollowUp'> {
  @OptionalInstant() followedUpAt?: string;
  @Markdown(20_000) result!: string;
  @OptionalQuantity({ min: 0, max: 5, doc: '0 to 5, one decimal (C20)' }) satisfaction?: number;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export const RecordFollowUpRoute = incidentRoute({
  command: 'RecordFollowUp',
  path: 'follow-ups',
  body: RecordFollowUpBody,
  summary: 'Call back after closing (S1-59)',
});
