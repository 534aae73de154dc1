import { Markdown, OptionalExtra, OptionalInstant } from '@evidesk/platform';
import type { Extra, IncidentCommandData } from '../../domain/incident.commands.js';
import { incidentRoute } from '../incident-route.js';

export class AssessQualityBody implements IncidentCommandData<'AssessQuality'> {
  @Markdown(20_000) impactScope!: string;
  @Markdown(20_000) cause!: string;
  @Markdown(20_000) handling!: string;
  @OptionalExtra({ doc: 'Fields that the process profile added to the form (S2-12)' }) extra?: Extra;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export const AssessQualityRoute = incidentRoute({
  command: 'AssessQuality',
  path: 'assessments',
  body: AssessQualityBody,
  summary: 'Assess impact scope, cause and handling (S2-23)',
});
