import type { Instant } from '@evidesk/kernel';
import type { CompiledProfile } from '@evidesk/profiles';
import { dueMs, targetMs } from '@evidesk/service-levels';
import type { ClockName, ClockSetting } from '../../contract/clock-events.js';
import type { PendingReason } from '../incident.commands.js';
import type { RecordedIncident } from '../incident.state.js';
import { canPause, type Clock } from './clock.state.js';
import { clockRules, type ClockTarget, type ClockTargets } from './targets.js';
import { pausedSince, startOfClocks, timeSpent } from './time-spent.js';

type TargetClock = Exclude<ClockName, 'cut_off'>;
const TARGET_CLOCKS: readonly TargetClock[] = ['response', 'resolution'];
const BILLION = 1_000_000_000;

/** What an event says of clocks. */
export interface ClockChange {
  readonly clocks?: ClockSetting[];
  readonly withoutTarget?: ClockName[];
}

/** How a clock is set. */
interface Wish {
  readonly clock: TargetClock;
  readonly target: ClockTarget;
  readonly startedAt: Instant;
  /** Working time of the pauses by the target's calendar, in ms. */
  readonly pausedMs: number;
  /** Its setting before. */
  readonly old?: Clock;
  readonly earlier?: ClockSetting['earlier'];
  /** What lies before this instant has passed. */
  readonly now: Instant;
}

function setting(wish: Wish, warnAt: readonly number[]): ClockSetting {
  const { clock, target, startedAt, pausedMs, old, earlier } = wish;
  const { reckoning, code } = target.calendar;
  const start = Date.parse(startedAt);
  const due = dueMs(target.time, start, pausedMs, reckoning);
  const dueAt = iso(due);
  const breachedAt = dueAt < wish.now ? old?.breachedAt : undefined;
  const warnings: ClockSetting['warnings'] = [];
  if (breachedAt === undefined && warnAt.length > 0) {
    // Counting days costs the most of all this: without a pause it is done already.
    const counted = target.time.days > 0 && pausedMs === 0;
    const whole = counted ? reckoning.betweenMs(start, due) : targetMs(target.time, start, reckoning);
    for (const percent of warnAt) {
      if (old?.warned.includes(percent) === true) continue;
      const share = Math.floor((whole * percent) / 100);
      warnings.push({ percent, at: iso(reckoning.addMs(start, share + pausedMs)) });
    }
  }
  return { clock, duration: target.duration, calendar: code, startedAt, dueAt, warnings, breachedAt, earlier };
}

const iso = (ms: number): Instant => new Date(ms).toISOString();

/** The clocks of a new record (C22, S4-25); none where the profile sets no target. */
export function startClocks(
  record: Pick<RecordedIncident, 'recordType' | 'priority' | 'reportedAt' | 'discoveredAt'>,
  enteredAt: Instant,
  profile: CompiledProfile,
): ClockSetting[] | undefined {
  const rules = clockRules(profile);
  const row = rules.row(record.recordType, record.priority);
  if (row === undefined) return undefined;
  const { reportedAt, discoveredAt } = record;
  const startedAt = startOfClocks({ reportedAt, discoveredAt, enteredAt }, profile);
  const start = (clock: TargetClock, target: ClockTarget) =>
    setting({ clock, target, startedAt, pausedMs: 0, now: startedAt }, rules.warnAt);
  const resolution = start('resolution', row.resolution);
  return row.response === undefined ? [resolution] : [start('response', row.response), resolution];
}

/** The clocks at another priority: from the same start, less the pauses, by the new target's calendar (C10). */
export function retarget(
  state: RecordedIncident,
  priority: string,
  now: Instant,
  profile: CompiledProfile,
): ClockChange {
  const rules = clockRules(profile);
  const [before, after] = [rules.row(state.recordType, state.priority), rules.row(state.recordType, priority)];
  if (before === after) return {};
  const clocks: ClockSetting[] = [];
  const withoutTarget: ClockName[] = [];
  for (const clock of TARGET_CLOCKS) {
    if (hasEnded(state, clock)) continue;
    const [old, target] = [state.clocks[clock], after?.[clock]];
    if (target === undefined) {
      if (old !== undefined) withoutTarget.push(clock);
      continue;
    }
    const earlier = clock === 'resolution' ? segmentsUntil(state, now, before, target, profile) : undefined;
    clocks.push(again(state, { clock, target, old, earlier, now: standing(state, now) }, profile));
  }
  return { clocks: some(clocks), withoutTarget: some(withoutTarget) };
}

/** The clocks that run, from another start: the instant from which they count was put right (C22). */
export function restart(state: RecordedIncident, now: Instant, profile: CompiledProfile): ClockSetting[] | undefined {
  const row = clockRules(profile).row(state.recordType, state.priority);
  return some(runningTargets(state, row).map((wish) => again(state, { ...wish, now: standing(state, now) }, profile)));
}

/** Whether waiting for this stops the clocks (C27). */
export function pausesClocks(reason: PendingReason, profile: CompiledProfile): boolean {
  return profile.pauseReason(reason)?.pausesClocks ?? false;
}

/** What follows from the end of a pause: the clocks put off by its working time, and that time by calendar (C27). */
export function resume(
  state: RecordedIncident,
  now: Instant,
  profile: CompiledProfile,
): { readonly clocks?: ClockSetting[]; readonly pausedMs?: Record<string, number> } {
  const since = pausedSince(state);
  if (since === undefined) return {};
  const rules = clockRules(profile);
  const pausedMs: Record<string, number> = {};
  const total: Record<string, number> = {};
  for (const { code, reckoning } of rules.calendars) {
    pausedMs[code] = reckoning.between(since, now);
    total[code] = (state.pausedMs[code] ?? 0) + pausedMs[code];
  }
  const going = { ...state, pausedMs: total };
  const row = rules.row(state.recordType, state.priority);
  const clocks = runningTargets(state, row).map((wish) =>
    // What was broken before the pause began is not mended by it.
    wasDueBefore(wish.old, since) ? asSet(wish.old) : again(going, { ...wish, now }, profile),
  );
  return { clocks: some(clocks), pausedMs };
}

/** Whether a clock was broken already at an instant. */
export const wasDueBefore = ({ breachedAt }: Clock, instant: Instant): boolean =>
  breachedAt !== undefined && breachedAt < instant;

const asSet = ({ warned: _warned, ended: _ended, escalatedFor: _escalatedFor, ...rest }: Clock): ClockSetting => rest;

/** The clocks that go on as if they had never stopped: the resolution was rejected (C7), or it was no duplicate. */
export function goOn(state: RecordedIncident): ClockSetting[] | undefined {
  const stands = pausedSince(state) !== undefined;
  const settings = Object.values(state.clocks)
    .filter(({ clock, ended }) => {
      if (stands && canPause(clock)) return false;
      return ended === undefined || (clock !== 'response' && ended.byWorkaround !== true);
    })
    .map(asSet);
  return some(settings);
}

type Again = Pick<Wish, 'clock' | 'target' | 'old' | 'earlier' | 'now'>;

const again = (state: RecordedIncident, wish: Again, profile: CompiledProfile): ClockSetting =>
  setting(
    {
      pausedMs: state.pausedMs[wish.target.calendar.code] ?? 0,
      startedAt: startOfClocks(state, profile),
      ...wish,
    },
    clockRules(profile).warnAt,
  );

function runningTargets(
  state: RecordedIncident,
  row: ClockTargets | undefined,
): (Omit<Again, 'now'> & { readonly old: Clock })[] {
  return TARGET_CLOCKS.flatMap((clock) => {
    const [old, target] = [state.clocks[clock], row?.[clock]];
    if (old === undefined || target === undefined || hasEnded(state, clock)) return [];
    return [{ clock, target, old, earlier: old.earlier }];
  });
}

const hasEnded = (state: RecordedIncident, clock: TargetClock): boolean =>
  state.clocks[clock]?.ended !== undefined || (clock === 'response' && state.responded);

/** A clock that stands still has got no further than when it stopped. */
function standing(state: RecordedIncident, now: Instant): Instant {
  const since = pausedSince(state);
  return since !== undefined && since < now ? since : now;
}

/** What the segments until now used of their targets, and how much working time of the new calendar they took. */
function segmentsUntil(
  state: RecordedIncident,
  now: Instant,
  before: ClockTargets | undefined,
  next: ClockTarget,
  profile: CompiledProfile,
): ClockSetting['earlier'] {
  const earlier = state.clocks.resolution?.earlier;
  const used = before === undefined ? 0 : shareOf(state, now, before.resolution, earlier, profile);
  return {
    usedBillionths: (earlier?.usedBillionths ?? 0) + Math.floor(used),
    workingMs: timeSpent(state, now, next.calendar, profile),
  };
}

/** The share of a target that its own segment has used by an instant, in billionths. */
export function shareOf(
  state: RecordedIncident,
  until: Instant,
  { time, calendar }: ClockTarget,
  earlier: ClockSetting['earlier'],
  profile: CompiledProfile,
): number {
  const whole = targetMs(time, Date.parse(startOfClocks(state, profile)), calendar.reckoning);
  const own = Math.max(0, timeSpent(state, until, calendar, profile) - (earlier?.workingMs ?? 0));
  return (own * BILLION) / Math.max(1, whole);
}

const some = <T>(items: T[]): T[] | undefined => (items.length === 0 ? undefined : items);
