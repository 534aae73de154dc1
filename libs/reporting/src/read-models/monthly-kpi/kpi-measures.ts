import { bucketOf } from '../../domain/histogram.js';
import type { Measures } from '../../domain/kpi-figures.js';
import type { KpiFacts } from './kpi-facts.js';

/** What an incident adds to the sums of one month. */
export interface MonthMeasures {
  readonly counts: Measures;
  /** Buckets of durations, by histogram: `rc:17`. Empty unless it was closed in the month. */
  readonly times: Measures;
}

/** The months to whose figures an incident adds now. */
export function monthsOfFacts({ reportedMonth, ended, followUp, targets, happened }: KpiFacts): readonly string[] {
  const months = new Set([reportedMonth, ...Object.keys(happened)]);
  for (const part of [ended, followUp, targets.response, targets.resolution])
    if (part !== undefined) months.add(part.month);
  return [...months];
}

const NOTHING: Measures = {};

/** What an incident adds to the sums of a month: the only place that says who is in the numerator of what. */
export function measuresIn(facts: KpiFacts, month: string): MonthMeasures {
  const { ended } = facts;
  const counts: Record<string, number> = {};
  if (facts.reportedMonth === month) {
    counts['recorded'] = 1;
    if (ended?.how === 'closed') counts['recordedClosed'] = 1;
  }
  const closedNow = ended?.month === month && ended.how === 'closed';
  if (ended?.month === month) counts[ended.how] = 1;
  if (closedNow) addClosed(counts, facts, ended);
  addTargets(counts, facts, month);
  if (facts.followUp?.month === month) {
    counts['followedUp'] = 1;
    if (facts.followUp.onTime === true) counts['followedUpOnTime'] = 1;
  }
  Object.assign(counts, facts.happened[month]);
  return { counts, times: closedNow ? timesOf(facts) : NOTHING };
}

function addClosed(counts: Record<string, number>, facts: KpiFacts, ended: NonNullable<KpiFacts['ended']>): void {
  const { resolution, handledBy } = facts;
  if (ended.counted) {
    counts['counted'] = 1;
    if (ended.successful) counts['successful'] = 1;
    if (resolution?.onTime === true) counts['onTime'] = 1;
    if (resolution?.atResolution === true) counts['onTimeAtResolution'] = 1;
    if (resolution?.bySegments === true) counts['onTimeBySegments'] = 1;
    if (isConsistent(facts)) counts['consistent'] = 1;
  }
  if (facts.responseMs !== undefined) {
    counts['responded'] = 1;
    counts['responseMs'] = facts.responseMs;
    counts['responseWorkingMs'] = facts.responseWorkingMs ?? 0;
  }
  if (resolution !== undefined) {
    counts['resolved'] = 1;
    counts['resolutionMs'] = resolution.ms;
    counts['resolutionWorkingMs'] = resolution.workingMs;
    counts[`resolvedByLine${resolution.line}`] = 1;
  }
  for (const line of handledBy) counts[`handledByLine${line}`] = 1;
  if (facts.satisfactionTenths !== undefined) {
    counts['rated'] = 1;
    counts['satisfactionTenths'] = facts.satisfactionTenths;
  }
}

/** Every target that it had was kept, and nobody sent it back (S4-68, as we read it). */
function isConsistent({ targets, rejections, resolution }: KpiFacts): boolean {
  const kept = targets.response?.met !== false && targets.resolution?.met !== false && resolution?.onTime !== false;
  return kept && resolution !== undefined && rejections === 0;
}

/** Targets of a duplicate are those of the incident that it repeats. */
function addTargets(counts: Record<string, number>, { targets, ended }: KpiFacts, month: string): void {
  if (ended?.how === 'duplicate') return;
  for (const name of ['response', 'resolution'] as const) {
    const target = targets[name];
    if (target?.month !== month) continue;
    counts[`${name}Targets`] = 1;
    if (target.met) counts[`${name}TargetsMet`] = 1;
  }
}

function timesOf({ responseMs, responseWorkingMs, resolution }: KpiFacts): Measures {
  const times: Record<string, number> = {};
  if (responseMs !== undefined) {
    times[`rc:${bucketOf(responseMs)}`] = 1;
    times[`rw:${bucketOf(responseWorkingMs ?? 0)}`] = 1;
  }
  if (resolution !== undefined) {
    times[`sc:${bucketOf(resolution.ms)}`] = 1;
    times[`sw:${bucketOf(resolution.workingMs)}`] = 1;
  }
  return times;
}
