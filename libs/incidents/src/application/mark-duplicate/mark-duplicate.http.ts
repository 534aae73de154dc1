import { Id, OptionalInstant, OptionalMarkdown } from '@evidesk/platform';
import type { IncidentCommandData } from '../../domain/incident.commands.js';
import { incidentRoute } from '../incident-route.js';

export class MarkDuplicateBody implements IncidentCommandData<'MarkDuplicate'> {
  @Id({ doc: 'The open incident that it repeats' }) of!: string;
  @OptionalMarkdown(20_000) reason?: string;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export const MarkDuplicateRoute = incidentRoute({
  command: 'MarkDuplicate',
  path: 'duplicate-marks',
  body: MarkDuplicateBody,
  summary: 'It repeats an open incident (S1-07, S1-77)',
});
