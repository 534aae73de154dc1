import type { Assignment, CompiledProfile } from '@evidesk/profiles';
import type { IncidentEvent } from '../../contract/incident-events.js';
import { waitsForChange } from '../allowed-commands.js';
import { type Assignable, chooseAssignee, reasonOf } from '../assignee.js';
import type { AutomationCommand } from '../incident.automation.js';
import { isOpen } from '../incident.evolve.js';
import type { RecordedIncident } from '../incident.state.js';

/** More repeated calls than this are not counted. */
export const MAX_REPEATS = 1_000;

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

/**
 * The incident repeats an open one: it is linked to it, or marked as its duplicate, as the profile says (S1-07, S1-77).
 * Only what nobody works on yet is marked. Nothing where it is linked already, or has repeats of its own.
 */
export function linkDuplicate(
  { data }: AutomationCommand<'LinkDuplicate'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  if (!mayBeLinked(state, profile)) return [];
  const { id, number } = data.primary;
  const note = `客户、来源、配置项、现象与 ${number} 相同 / same customer, source, configuration item and symptom as ${number}`;
  return duplicatePolicy(profile) === 'mark' && state.status === 'new'
    ? [{ type: 'incident.marked-duplicate', data: { of: id, reason: note } }]
    : [{ type: 'incident.linked', data: { kind: 'duplicate', target: id, note } }];
}

/** Whether the automation may link the incident to one that it repeats. */
export function mayBeLinked(state: RecordedIncident, profile: CompiledProfile): boolean {
  return (
    duplicatePolicy(profile) !== 'off' &&
    isOpen(state) &&
    !waitsForChange(state, profile) &&
    primaryOf(state) === undefined &&
    (state.repeatedBy ?? []).length === 0
  );
}

/** `link` unless the profile says otherwise: what repeats an open incident stays to be seen (S1-77). */
const duplicatePolicy = ({ definition }: CompiledProfile) => definition.duplicates ?? 'link';

/** The id of the incident that this one repeats: it is its duplicate, or linked to it. */
export function primaryOf(state: RecordedIncident): string | undefined {
  if (state.status === 'cancelled' && state.duplicateOf !== undefined) return state.duplicateOf;
  return state.links.find(({ kind }) => kind === 'duplicate')?.target;
}

/** Whether an incident is marked or linked as a repeat of another, by either. */
export function repeats(state: RecordedIncident, primary: string): boolean {
  return (
    (state.status === 'cancelled' && state.duplicateOf === primary) ||
    state.links.some(({ kind, target }) => kind === 'duplicate' && target === primary)
  );
}

/** Counts another call about the same fault, or takes it back, while the incident is not closed (S1-77). */
export function countRepeat(
  { data: { by, number, repeats: now } }: AutomationCommand<'CountRepeat'>,
  state: RecordedIncident,
): readonly IncidentEvent[] {
  const counted = state.repeatedBy ?? [];
  if (state.status === 'closed' || counted.includes(by) === now) return [];
  if (!now) return [{ type: 'incident.repeat-withdrawn', data: { by, number, count: counted.length - 1 } }];
  if (counted.length >= MAX_REPEATS) return [];
  return [{ type: 'incident.repeated', data: { by, number, count: counted.length + 1 } }];
}

/**
 * A major incident is brought to the incident manager's attention (S0-23, S1-10, C25), where the profile's matrix gives that
 * to the automation.
 */
export function escalateMajor(
  { data, metadata: { actor } }: AutomationCommand<'EscalateMajor'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  if (!isOpen(state) || !state.major || !profile.mayRole('EscalateMajor', actor.roles)) return [];
  return [{ type: 'incident.escalated', data: { kind: 'hierarchical', reason: majorReason(data, profile) } }];
}

function majorReason({ rule, reason }: AutomationCommand<'EscalateMajor'>['data'], profile: CompiledProfile): string {
  if (rule === 'manual') return `重大事件：${reason} / Major incident: ${reason}`;
  const labels = profile.labels(rule, reason) ?? { en: reason, 'zh-CN': reason };
  const named = { priority: ['优先级', 'priority'], type: ['类型', 'type'] }[rule];
  return `重大事件：${named[0]} ${labels['zh-CN']} / Major incident: ${named[1]} ${labels.en}`;
}
