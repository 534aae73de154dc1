import { OptionalInstant, OptionalMarkdown, OptionalQuantity } from '@evidesk/platform';
import type { IncidentCommandData } from '../../domain/incident.commands.js';
import { incidentRoute } from '../incident-route.js';

export class ConfirmResolutionBody implements IncidentCommandData<'ConfirmResolution'> {
  @OptionalMarkdown(20_000, { doc: 'How the desk knows; mandatory unless the reporter confirms himself' })
  evidence?: string;
  @OptionalQuantity({ min: 0, max: 5, doc: '0 to 5, one decimal (C20)' }) satisfaction?: number;
  @OptionalMarkdown(20_000) feedback?: string;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export const ConfirmResolutionRoute = incidentRoute({
  command: 'ConfirmResolution',
  path: 'confirmations',
  body: ConfirmResolutionBody,
  summary: 'The reporter confirms, or the desk on behalf with evidence (S0-33, S1-41, C17)',
});
