import { Nested, OptionalFlag, OptionalInstant, OptionalMarkdown, OptionalName, OptionalText } from '@evidesk/platform';
import type { IncidentCommandData, IncidentDetails } from '../../domain/incident.commands.js';
import { incidentRoute } from '../incident-route.js';

class CorrectedDetails implements Partial<IncidentDetails> {
  @OptionalText({ max: 200 }) title?: string;
  @OptionalMarkdown(20_000) description?: string;
  @OptionalName() type?: string;
  @OptionalText({ max: 200 }) reporter?: string;
  @OptionalText({ max: 200 }) contact?: string;
  @OptionalText({ max: 200 }) reportingUnit?: string;
  @OptionalText({ max: 200 }) customer?: string;
  @OptionalText({ max: 200 }) contract?: string;
  @OptionalName() category?: string;
  @OptionalName() subcategory?: string;
  @OptionalName() impact?: string;
  @OptionalName() urgency?: string;
  @OptionalText({ max: 1_000 }) impactScope?: string;
  @OptionalText({ max: 200 }) affectedCi?: string;
  @OptionalText({ max: 500 }) symptom?: string;
  @OptionalText({ max: 200 }) handlingTeam?: string;
  @OptionalFlag() dataUploadAffected?: boolean;
}

export class CorrectDetailsBody implements IncidentCommandData<'CorrectDetails'> {
  @Nested(() => CorrectedDetails) changes!: CorrectedDetails;
  @OptionalText({ max: 1_000 }) reason?: string;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export const CorrectDetailsRoute = incidentRoute({
  command: 'CorrectDetails',
  path: 'corrections',
  body: CorrectDetailsBody,
  summary: 'Put details of the record right (S0-18)',
});
