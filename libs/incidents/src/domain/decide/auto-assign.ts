import type { Assignment, CompiledProfile } from '@evidesk/profiles';
import type { IncidentEvent } from '../../contract/incident-events.js';
import { type Assignable, chooseAssignee, reasonOf } from '../assignee.js';
import type { AutomationCommand } from '../automation.commands.js';
import { isOpen } from '../incident.evolve.js';
import type { RecordedIncident } from '../incident.state.js';

/**
 * Gives the incident to a group and an engineer by the profile's rules (S4-46 … S4-48). Nothing where the profile has none,
 * where a person chose and the tier has not changed since, or where all stays as it is.
 */
export function autoAssign(
  { data }: AutomationCommand<'AutoAssign'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  const assignment = rulesFor(state, profile);
  if (assignment === undefined) return [];
  const assignee = chooseAssignee(assignment, data.candidates, data.loads, assignable(state, profile));
  const { group, engineer, basis } = assignee;
  const from = state.assignment;
  if (group === from.group && engineer === from.engineer) return [];
  return [{ type: 'incident.assigned', data: { from, to: { group, engineer }, reason: reasonOf(assignee), basis } }];
}

/** The rules that may assign the incident now; `undefined`: none may. */
export function rulesFor(state: RecordedIncident, { definition }: CompiledProfile): Assignment | undefined {
  const { assignment } = definition;
  const { group, engineer } = state.assignment;
  if (assignment === undefined || !isOpen(state) || state.assignedBy === 'hand') return undefined;
  return assignment.onlyWhenUnassigned === true && (group ?? engineer) !== undefined ? undefined : assignment;
}

/** What of an incident decides who gets it. */
export function assignable(state: RecordedIncident, profile: CompiledProfile): Assignable {
  const { category, subcategory, type, priority, reportingUnit, tier, assignment } = state;
  const { roles } = profile.stage(state.stage);
  return { category, subcategory, type, priority, reportingUnit, tier, assignment, roles };
}
