import { commandRoute } from '@evidesk/platform';
import type { Type } from '@nestjs/common';
import type { IncidentCommand, IncidentCommandType } from '../domain/incident.commands.js';
import { ExecuteIncidentCommand } from './execute-incident-command.js';

/** The route of one command on an incident: `POST /v1/incidents/{id}/<path>`. */
export function incidentRoute(options: {
  readonly command: IncidentCommandType;
  readonly path: string;
  readonly body: Type;
  readonly summary: string;
}): Type {
  return commandRoute<IncidentCommand>({
    collection: 'v1/incidents',
    tag: 'incidents',
    ...options,
    message: (id, command, expectedRevision) => new ExecuteIncidentCommand(id, command, expectedRevision),
  });
}
