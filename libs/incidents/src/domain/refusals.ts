import { DomainError, type FieldError } from '@evidesk/kernel';
import type { CompiledProfile, Stage } from '@evidesk/profiles';
import { allowedCommands } from './allowed-commands.js';
import type { IncidentCommandType } from './incident.commands.js';
import type { IncidentState, RecordedIncident } from './incident.state.js';

export const notFound = (id: string) =>
  new DomainError('not-found', 'incident.not-found', `there is no incident ${id}`);

/** Not an edge of the process graph, or not possible in this status (S0-42). Names the stage and what it allows. */
export function illegalTransition(
  command: IncidentCommandType,
  state: RecordedIncident,
  profile: CompiledProfile,
  why?: string,
): DomainError {
  const allowed = allowedCommands(state, profile);
  const { status, stage } = state;
  return new DomainError(
    'conflict',
    status === 'closed' ? 'incident.already-closed' : 'incident.illegal-transition',
    why ?? `${command} is not possible at stage ${stage} (${status})`,
    { command, incidentStatus: status, stage, tier: state.tier, allowed },
  );
}

/** The stage belongs to other roles (S0-43 … S0-52). */
export function roleNotPermitted(command: IncidentCommandType, stage: Stage, roles: readonly string[]): DomainError {
  return new DomainError(
    'forbidden',
    'incident.role-not-permitted',
    `${command} at stage ${stage.code} needs another role`,
    {
      command,
      stage: stage.code,
      needed: roles,
    },
  );
}

/** Throws when a field is not acceptable; with all of them at once, each fault told once. */
export function refuseInvalid(errors: readonly FieldError[]): void {
  if (errors.length === 0) return;
  const distinct = [...new Map(errors.map((error) => [`${error.pointer} ${error.code}`, error])).values()];
  throw new DomainError('invalid', 'request.invalid', 'the command has fields that are not acceptable', {}, distinct);
}

/** The incident, which must have been recorded. */
export function mustExist(state: IncidentState): RecordedIncident {
  if (state.status === 'unrecorded')
    throw new DomainError('not-found', 'incident.not-found', 'there is no such incident');
  return state;
}
