import { Markdown, OptionalInstant } from '@evidesk/platform';
import type { IncidentCommandData } from '../../domain/incident.commands.js';
import { incidentRoute } from '../incident-route.js';

export class UnmarkDuplicateBody implements IncidentCommandData<'UnmarkDuplicate'> {
  @Markdown(20_000) reason!: string;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export const UnmarkDuplicateRoute = incidentRoute({
  command: 'UnmarkDuplicate',
  path: 'duplicate-unmarks',
  body: UnmarkDuplicateBody,
  summary: 'It was no duplicate after all',
});
