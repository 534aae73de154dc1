import type { CompiledProfile } from '@evidesk/profiles';
import type { IncidentEvent } from '../../contract/incident-events.js';
import type { IncidentCommand } from '../incident.commands.js';
import { isOpen } from '../incident.evolve.js';
import type { RecordedIncident } from '../incident.state.js';
import { moveTo, mustHoldRole } from './flow.js';
import { reached } from './reach.js';

/** Tells every deadline that has come; nothing when there is none. */
export function reachDeadlines(
  command: IncidentCommand<'ReachDeadlines'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  mustHoldRole(command, profile.rolesFor(command.type), state, profile);
  return reached(state, (instant) => instant <= command.metadata.occurredAt, profile);
}

/**
 * An overdue incident goes to the next tier, where the graph has an edge up and work goes on, and to the incident manager
 * (S4-51, S0-30, S1-06). Nothing when that was done, or the breach holds no more: the incident has ended, its clock was set anew.
 */
export function escalateOverdue(
  command: IncidentCommand<'EscalateOverdue'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  mustHoldRole(command, profile.rolesFor(command.type), state, profile);
  const { clock: name, dueAt } = command.data;
  const clock = state.clocks[name];
  if (!isOpen(state) || clock === undefined || clock.ended !== undefined) return [];
  if (clock.breachedAt !== dueAt || clock.escalatedFor === dueAt) return [];
  const reason = `${name} was due at ${dueAt}`;
  const overdue = { clock: name, dueAt };
  const up = state.status === 'in_progress' ? profile.target(state.stage, 'escalated') : undefined;
  const manager: IncidentEvent = { type: 'incident.escalated', data: { kind: 'hierarchical', reason, overdue } };
  if (up === undefined) return [manager];
  const move = moveTo(up, state);
  return [{ type: 'incident.escalated', data: { kind: 'functional', reason, overdue, move } }, manager];
}
