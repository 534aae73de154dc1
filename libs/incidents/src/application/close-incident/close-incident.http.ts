import { Name, OptionalExtra, OptionalInstant, OptionalMarkdown, OptionalQuantity } from '@evidesk/platform';
import type { Extra, IncidentCommandData } from '../../domain/incident.commands.js';
import { incidentRoute } from '../incident-route.js';

export class CloseIncidentBody implements IncidentCommandData<'CloseIncident'> {
  @Name({ doc: 'An outcome of the process profile (C9)' }) outcome!: string;
  @OptionalInstant({ doc: 'By default when it occurred (S0-88)' }) closedAt?: string;
  @OptionalQuantity({ min: 0, max: 5, doc: '0 to 5, one decimal (C20)' }) satisfaction?: number;
  @OptionalMarkdown(20_000, { doc: 'User feedback (S0-87)' }) feedback?: string;
  @OptionalExtra({ doc: 'Fields that the process profile added to the form (S2-12)' }) extra?: Extra;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export const CloseIncidentRoute = incidentRoute({
  command: 'CloseIncident',
  path: 'closures',
  body: CloseIncidentBody,
  summary: 'Close the record, for good (S0-12, S1-26, S1-27)',
});
