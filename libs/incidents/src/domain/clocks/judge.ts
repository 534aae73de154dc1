import type { Instant } from '@evidesk/kernel';
import type { CompiledProfile } from '@evidesk/profiles';
import { dueMs, targetMs } from '@evidesk/service-levels';
import type { Judgement, SlaTargetJudged } from '../../contract/clock-events.js';
import type { RecordedIncident } from '../incident.state.js';
import { shareOf, wasDueBefore } from './set-clocks.js';
import { clockRules, type ClockTarget } from './targets.js';
import { pausedSince, pausedUntil, startOfClocks, timeSpent } from './time-spent.js';

/** The response target in force, and whether an instant keeps it; none where the profile sets none (S4-25). */
export function judgeResponse(
  state: RecordedIncident,
  respondedAt: Instant,
  profile: CompiledProfile,
): SlaTargetJudged | undefined {
  const target = clockRules(profile).row(state.recordType, state.priority)?.response;
  return target === undefined ? undefined : inForce(state, 'response', respondedAt, target, profile);
}

/** How an instant keeps the resolution target, both ways (C10). What a workaround ended is judged already (C19). */
export function judgeResolution(state: RecordedIncident, resolvedAt: Instant, profile: CompiledProfile): Judgement {
  const { row, policy } = clockRules(profile);
  const target = row(state.recordType, state.priority)?.resolution;
  const clock = state.clocks.resolution;
  const known = clock?.ended;
  if (clock !== undefined && known?.met !== undefined) {
    const { duration = '', calendar = '', dueAt } = clock;
    const { met, atResolution, bySegments } = known;
    return { target: { duration, calendar, dueAt, met }, atResolution, bySegments };
  }
  if (target === undefined) return {};
  const judged = inForce(state, 'resolution', resolvedAt, target, profile);
  const whole = targetMs(target.time, Date.parse(startOfClocks(state, profile)), target.calendar.reckoning);
  const spent = timeSpent(state, resolvedAt, target.calendar, profile);
  const atResolution = { usedPermille: Math.ceil((spent * 1_000) / Math.max(1, whole)), met: judged.met };
  const earlier = clock?.earlier;
  const bySegments = earlier === undefined ? atResolution : segments(state, resolvedAt, target, earlier, profile);
  const { met } = policy.judgedBy === 'target_of_each_segment' ? bySegments : atResolution;
  return { target: { ...judged, met }, atResolution, bySegments };
}

function segments(
  state: RecordedIncident,
  resolvedAt: Instant,
  target: ClockTarget,
  earlier: { readonly usedBillionths: number; readonly workingMs: number },
  profile: CompiledProfile,
) {
  const used = earlier.usedBillionths + shareOf(state, resolvedAt, target, earlier, profile);
  return { usedPermille: Math.ceil(used / 1_000_000), met: used <= 1_000_000_000 };
}

function inForce(
  state: RecordedIncident,
  name: 'response' | 'resolution',
  instant: Instant,
  target: ClockTarget,
  profile: CompiledProfile,
): SlaTargetJudged {
  const { duration, calendar } = target;
  const clock = state.clocks[name];
  const since = pausedSince(state);
  const stands = clock === undefined || (since !== undefined && !wasDueBefore(clock, since));
  const dueAt = stands ? dueAfterPauses(state, instant, target, profile) : clock.dueAt;
  return { duration, calendar: calendar.code, dueAt, met: instant <= dueAt };
}

/** When a target falls due, put off by all pauses until an instant. */
function dueAfterPauses(
  state: RecordedIncident,
  instant: Instant,
  { time, calendar }: ClockTarget,
  profile: CompiledProfile,
): Instant {
  const paused = pausedUntil(state, instant, calendar);
  const start = Date.parse(startOfClocks(state, profile));
  return new Date(dueMs(time, start, paused, calendar.reckoning)).toISOString();
}
