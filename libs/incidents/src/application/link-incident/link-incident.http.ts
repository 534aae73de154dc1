import { Choice, OptionalInstant, OptionalText, Text } from '@evidesk/platform';
import { LINK_KINDS } from '../../contract/recording-events.js';
import type { IncidentCommandData, LinkKind } from '../../domain/incident.commands.js';
import { incidentRoute } from '../incident-route.js';

export class LinkIncidentBody implements IncidentCommandData<'LinkIncident'> {
  @Choice(LINK_KINDS) kind!: LinkKind;
  @Text({ max: 200 }) target!: string;
  @OptionalText({ max: 1_000 }) note?: string;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export const LinkIncidentRoute = incidentRoute({
  command: 'LinkIncident',
  path: 'links',
  body: LinkIncidentBody,
  summary: 'Link it to a problem, a change, another incident …, or to the open one that it repeats (C14, S1-77)',
});
