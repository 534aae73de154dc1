import { Choice, OptionalInstant, Text } from '@evidesk/platform';
import { LINK_KINDS } from '../../contract/recording-events.js';
import type { IncidentCommandData, LinkKind } from '../../domain/incident.commands.js';
import { incidentRoute } from '../incident-route.js';

export class UnlinkIncidentBody implements IncidentCommandData<'UnlinkIncident'> {
  @Choice(LINK_KINDS) kind!: LinkKind;
  @Text({ max: 200 }) target!: string;
  @Text({ max: 1_000 }) reason!: string;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export const UnlinkIncidentRoute = incidentRoute({
  command: 'UnlinkIncident',
  path: 'unlinks',
  body: UnlinkIncidentBody,
  summary: 'Take a link back',
});
