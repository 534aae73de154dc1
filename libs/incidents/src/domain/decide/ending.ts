import type { CompiledProfile } from '@evidesk/profiles';
import { dueMs, targetTime } from '@evidesk/service-levels';
import type { IncidentEvent } from '../../contract/incident-events.js';
import { waitsForChange } from '../allowed-commands.js';
import { goOn } from '../clocks/set-clocks.js';
import { clockRules } from '../clocks/targets.js';
import { pausedSince } from '../clocks/time-spent.js';
import type { IncidentCommand } from '../incident.commands.js';
import { isOpen } from '../incident.evolve.js';
import type { RecordedIncident } from '../incident.state.js';
import { illegalTransition, refuseInvalid } from '../refusals.js';
import { mustHaveNoRepeats } from './duplicates.js';
import { scoreErrors, tenths } from './satisfaction.js';
import { impossibleTime } from './times.js';

/** Withdraws an incident that is not resolved yet, and for which no change is under way. */
export function cancelIncident(
  { type, data }: IncidentCommand<'CancelIncident'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  if (!isOpen(state) || waitsForChange(state, profile)) throw illegalTransition(type, state, profile);
  return [{ type: 'incident.cancelled', data }];
}

/** The incident repeats an open one: it links there and takes no more work (S1-07, S1-77). */
export function markDuplicate(
  { type, data }: IncidentCommand<'MarkDuplicate'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  if (!isOpen(state) || waitsForChange(state, profile)) throw illegalTransition(type, state, profile);
  mustHaveNoRepeats(state);
  return [{ type: 'incident.marked-duplicate', data }];
}

/** It was no duplicate after all. */
export function unmarkDuplicate(
  { type, data }: IncidentCommand<'UnmarkDuplicate'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  if (state.status !== 'cancelled' || state.duplicateOf === undefined) throw illegalTransition(type, state, profile);
  const { duplicateOf: of, before } = state;
  const clocks = goOn(before);
  return [
    {
      type: 'incident.unmarked-duplicate',
      data: { of, reason: data.reason, clocks, standsSince: pausedSince(before) },
    },
  ];
}

/** The desk calls back after closing (S1-59). */
export function recordFollowUp(
  { type, data, metadata }: IncidentCommand<'RecordFollowUp'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  if (state.status !== 'closed') throw illegalTransition(type, state, profile);
  const { followedUpAt = metadata.occurredAt, result, satisfaction } = data;
  refuseInvalid([
    ...impossibleTime('/followedUpAt', followedUpAt, metadata, profile),
    ...(followedUpAt < state.closedAt
      ? [{ pointer: '/followedUpAt', code: 'out-of-order', detail: `the incident was closed at ${state.closedAt}` }]
      : []),
    ...scoreErrors(satisfaction),
  ]);
  return [
    {
      type: 'incident.followed-up',
      data: {
        followedUpAt,
        result,
        satisfactionTenths: tenths(satisfaction),
        ...followUpTarget(state.closedAt, followedUpAt, profile),
      },
    },
  ];
}

/** The limit in force for the call back (C11), by the office hours of the profile. */
function followUpTarget(closedAt: string, followedUpAt: string, profile: CompiledProfile) {
  const { officeHours } = clockRules(profile);
  const within = targetTime(profile.definition.closing.followUpWithin);
  const dueAt = new Date(dueMs(within, Date.parse(closedAt), 0, officeHours.reckoning)).toISOString();
  return { dueAt, onTime: followedUpAt <= dueAt };
}
