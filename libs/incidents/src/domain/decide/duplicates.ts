import { DomainError } from '@evidesk/kernel';
import type { CompiledProfile } from '@evidesk/profiles';
import type { IncidentEvent } from '../../contract/incident-events.js';
import { waitsForChange } from '../allowed-commands.js';
import type { AutomationCommand } from '../automation.commands.js';
import { isOpen } from '../incident.evolve.js';
import type { RecordedIncident } from '../incident.state.js';

/** More repeated calls than this are not counted. */
export const MAX_REPEATS = 1_000;

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
  return policyOf(profile) === 'mark' && state.status === 'new'
    ? [{ type: 'incident.marked-duplicate', data: { of: id, reason: note } }]
    : [{ type: 'incident.linked', data: { kind: 'duplicate', target: id, note } }];
}

/** Whether the automation may link the incident to one that it repeats. */
export function mayBeLinked(state: RecordedIncident, profile: CompiledProfile): boolean {
  return (
    policyOf(profile) !== 'off' &&
    isOpen(state) &&
    !waitsForChange(state, profile) &&
    primaryOf(state) === undefined &&
    (state.repeatedBy ?? []).length === 0
  );
}

/** `link` unless the profile says otherwise: what repeats an open incident stays to be seen (S1-77). */
const policyOf = ({ definition }: CompiledProfile) => definition.duplicates ?? 'link';

/** The id of the incident that this one repeats: as its duplicate, or by a link. */
export function primaryOf(state: RecordedIncident): string | undefined {
  if (state.status === 'cancelled' && state.duplicateOf !== undefined) return state.duplicateOf;
  return state.links.find(({ kind }) => kind === 'duplicate')?.target;
}

/** Whether an incident is a duplicate of another, or linked to it as one. */
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

/** Throws when others repeat this one: it would be in the middle of a chain (S1-07). */
export function mustHaveNoRepeats({ repeatedBy = [] }: RecordedIncident): void {
  if (repeatedBy.length === 0) return;
  throw new DomainError(
    'conflict',
    'incident.has-repeats',
    'others repeat this incident: they have to be freed first',
    {
      repeatedBy: repeatedBy.slice(0, 10),
      count: repeatedBy.length,
    },
  );
}
