import { Markdown, OptionalExtra, OptionalInstant, OptionalMarkdown, OptionalName } from '@evidesk/platform';
import type { Extra, IncidentCommandData } from '../../domain/incident.commands.js';
import { incidentRoute } from '../incident-route.js';

export class RecordSolutionBody implements IncidentCommandData<'RecordSolution'> {
  @Markdown(20_000) solution!: string;
  @OptionalMarkdown(20_000, { doc: 'How it was handled (S0-34)' }) handlingProcess?: string;
  @OptionalName({ doc: 'A cause of the process profile (S1-78 … S1-87)' }) cause?: string;
  @OptionalExtra({ doc: 'Fields that the process profile added to the form (S2-12)' }) extra?: Extra;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export const RecordSolutionRoute = incidentRoute({
  command: 'RecordSolution',
  path: 'solutions',
  body: RecordSolutionBody,
  summary: 'Write the solution down (node L; S0-52, S0-86)',
});
