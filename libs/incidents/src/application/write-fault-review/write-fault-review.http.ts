import { Markdown, OptionalExtra, OptionalInstant } from '@evidesk/platform';
import type { Extra, IncidentCommandData } from '../../domain/incident.commands.js';
import { incidentRoute } from '../incident-route.js';

export class WriteFaultReviewBody implements IncidentCommandData<'WriteFaultReview'> {
  @Markdown(20_000) summary!: string;
  @OptionalExtra({ doc: 'Fields that the process profile added to the form (S2-12)' }) extra?: Extra;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export const WriteFaultReviewRoute = incidentRoute({
  command: 'WriteFaultReview',
  path: 'reviews',
  body: WriteFaultReviewBody,
  summary: 'Look back at the fault (S2-22)',
});
