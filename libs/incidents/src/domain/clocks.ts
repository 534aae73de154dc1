import type { Instant } from '@evidesk/kernel';
import type { CompiledProfile } from '@evidesk/profiles';
import { type BusinessCalendar, businessCalendar, dueAt, type Pause, timeSpent } from '@evidesk/service-levels';
import type { IncidentResolved } from '../contract/flow-events.js';
import type { PendingReason } from './incident.commands.js';
import type { RecordedIncident } from './incident.state.js';

const calendars = new WeakMap<CompiledProfile, Map<string, BusinessCalendar>>();

/** Whether waiting for this stops the clocks (C27). */
export function pausesClocks(reason: PendingReason, profile: CompiledProfile): boolean {
  return profile.pauseReason(reason)?.pausesClocks ?? false;
}

/** Working time from the report until now, in ms. */
export function workingMs(state: RecordedIncident, until: Instant, profile: CompiledProfile): number {
  return timeSpent(state.reportedAt, until, state.pauses, calendarOf(state, profile));
}

/** The resolution target in force and whether an instant keeps it (C10): the clock runs from the report, pauses kept. */
export function resolutionTarget(
  state: RecordedIncident,
  resolvedAt: Instant,
  profile: CompiledProfile,
): IncidentResolved['data']['target'] {
  const target = profile.slaTarget(state.recordType, state.priority);
  if (target === undefined) return undefined;
  const pauses = state.pauses.map((pause) => until(pause, resolvedAt));
  const due = dueAt(target.resolution, state.reportedAt, pauses, calendarOf(state, profile));
  return { duration: target.resolution, calendar: target.calendar, dueAt: due, met: resolvedAt <= due };
}

const until = ({ from, to }: Pause, end: Instant): Pause => ({ from, to: to < end ? to : end });

/** The calendar of the target in force, else the first of the profile. */
function calendarOf(state: RecordedIncident, profile: CompiledProfile): BusinessCalendar {
  const { calendars: defined, timeZone } = profile.definition;
  const code = profile.slaTarget(state.recordType, state.priority)?.calendar;
  const compiled = calendars.get(profile) ?? new Map<string, BusinessCalendar>();
  calendars.set(profile, compiled);
  const found = compiled.get(code ?? '');
  if (found !== undefined) return found;
  const { hours } = profile.calendar(code ?? '') ?? defined[0] ?? { hours: '24x7' as const };
  const calendar = businessCalendar(hours, timeZone);
  compiled.set(code ?? '', calendar);
  return calendar;
}
