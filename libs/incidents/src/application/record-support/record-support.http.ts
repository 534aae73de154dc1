import {
  Flag,
  Markdown,
  Name,
  OptionalExtra,
  OptionalFlag,
  OptionalInstant,
  OptionalMarkdown,
  OptionalName,
  OptionalText,
  Text,
} from '@evidesk/platform';
import type { Extra, IncidentCommandData } from '../../domain/incident.commands.js';
import { incidentRoute } from '../incident-route.js';

export class RecordSupportBody implements IncidentCommandData<'RecordSupport'> {
  @Name({ doc: 'The tier whose form this is; must be the one that has the incident' }) tier!: string;
  @Text({ max: 200, doc: 'Support person (S0-62, S0-68, S0-74)' }) supporter!: string;
  @Markdown(20_000, { doc: 'Diagnosis, in Markdown (S0-63, S0-69, S0-75)' }) diagnosis!: string;
  @OptionalMarkdown(20_000, { doc: 'Measures tried (S0-64)' }) measures?: string;
  @OptionalMarkdown(20_000, { doc: 'Solution (S0-70, S0-76)' }) solution?: string;
  @Flag({ doc: 'Resolved? (S0-65, S0-71, S0-77)' }) resolved!: boolean;
  @OptionalMarkdown(20_000, { doc: 'Required when not resolved (S0-66, S0-72)' }) escalationReason?: string;
  @OptionalName({ doc: 'The stage or tier to escalate to, where the graph offers more than one' }) escalateTo?: string;
  @OptionalText({ max: 200, doc: 'The engineer who takes over (S1-52)' }) owner?: string;
  @OptionalFlag({ doc: 'A change is needed (S0-78)' }) changeNeeded?: boolean;
  @OptionalExtra({ doc: 'Fields that the process profile added to the form (S2-12)' }) extra?: Extra;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export const RecordSupportRoute = incidentRoute({
  command: 'RecordSupport',
  path: 'support-records',
  body: RecordSupportBody,
  summary: 'Fill in the form of the line of support that has the incident (nodes F, H, I; S0-61 … S0-78)',
});
