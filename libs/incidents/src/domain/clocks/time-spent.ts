import type { Instant } from '@evidesk/kernel';
import type { CompiledProfile } from '@evidesk/profiles';
import type { RecordedIncident } from '../incident.state.js';
import { clockRules, type NamedCalendar } from './targets.js';

/** When the clocks of an incident start, by the profile's choice (C22). */
export function startOfClocks(
  { reportedAt, discoveredAt, enteredAt }: Pick<RecordedIncident, 'reportedAt' | 'discoveredAt' | 'enteredAt'>,
  profile: CompiledProfile,
): Instant {
  switch (clockRules(profile).policy.startsAt) {
    case 'reported':
      return reportedAt;
    case 'discovered':
      return discoveredAt;
    case 'recorded':
      return enteredAt;
  }
}

/** Since when the clocks stand still, if they do. */
export const pausedSince = (state: RecordedIncident): Instant | undefined =>
  state.status === 'pending' ? state.pausedSince : undefined;

/** Working time of all pauses until an instant, in ms: those that have ended, and the one that goes on. */
export function pausedUntil(state: RecordedIncident, until: Instant, { code, reckoning }: NamedCalendar): number {
  const since = pausedSince(state);
  const ended = state.pausedMs[code] ?? 0;
  return since === undefined ? ended : ended + reckoning.between(since, until);
}

/** Working time from the start of the clocks until an instant, less the pauses, in ms. */
export function timeSpent(
  state: RecordedIncident,
  until: Instant,
  calendar: NamedCalendar,
  profile: CompiledProfile,
): number {
  const all = calendar.reckoning.between(startOfClocks(state, profile), until);
  return Math.max(0, all - pausedUntil(state, until, calendar));
}

/** `timeSpent` by the calendar of the target in force, else by the first of the profile (S0-91). */
export function workingMs(state: RecordedIncident, until: Instant, profile: CompiledProfile): number {
  const rules = clockRules(profile);
  const calendar = rules.row(state.recordType, state.priority)?.resolution.calendar ?? rules.fallback;
  return timeSpent(state, until, calendar, profile);
}
