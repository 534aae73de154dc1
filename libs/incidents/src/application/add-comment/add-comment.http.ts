import { Markdown, OptionalInstant } from '@evidesk/platform';
import type { IncidentCommandData } from '../../domain/incident.commands.js';
import { incidentRoute } from '../incident-route.js';

export class AddCommentBody implements IncidentCommandData<'AddComment'> {
  @Markdown(20_000) text!: string;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export const AddCommentRoute = incidentRoute({
  command: 'AddComment',
  path: 'comments',
  body: AddCommentBody,
  summary: 'Add a note',
});
