import type { Instant } from '@evidesk/kernel';
import type { CompiledProfile } from '@evidesk/profiles';
import { dueMs, targetTime } from '@evidesk/service-levels';
import type { IncidentResolved } from '../contract/flow-events.js';
import { clockRules } from './clocks/targets.js';
import type { AwaitedAnswer, RecordedIncident } from './incident.state.js';

/** What follows while the reporter does not answer, and when. */
export interface AnswerDeadline {
  readonly step: 'remind' | 'hand-over' | 'confirm';
  readonly at: Instant;
  /** Which reminder. */
  readonly count?: number;
  /** How long he has had: ISO 8601. */
  readonly after?: string;
}

/** What is still to come while the reporter does not answer, in order. */
export function answerDeadlines(awaiting: AwaitedAnswer | undefined): readonly AnswerDeadline[] {
  if (awaiting === undefined) return [];
  const { reminders, handOverAt, confirmAt, confirmAfter } = awaiting;
  const deadlines: AnswerDeadline[] = reminders.map(({ count, dueAt }) => ({ step: 'remind', at: dueAt, count }));
  if (handOverAt !== undefined) deadlines.push({ step: 'hand-over', at: handOverAt });
  if (confirmAt !== undefined) deadlines.push({ step: 'confirm', at: confirmAt, after: confirmAfter });
  // Sorting keeps what falls on one instant in the order of the steps; nothing is asked of one whose answer is taken as given.
  const inOrder = deadlines.sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1));
  const end = inOrder.findIndex(({ step }) => step === 'confirm');
  return end < 0 ? inOrder : inOrder.slice(0, end + 1);
}

/**
 * The times by which the reporter is to confirm, from the moment when nothing but that is left to do: policy `user`, not
 * confirmed yet, and the incident comes to the stage at which it is closed (C17, S1-41). In working days of the first calendar
 * that has hours.
 */
export function awaitAnswer(
  state: RecordedIncident,
  stage: string,
  since: Instant,
  profile: CompiledProfile,
): IncidentResolved['data']['awaited'] {
  const { confirmationReminders = [], handToDeskAfter, confirmAutomaticallyAfter } = profile.definition.closing;
  const asked = confirmationReminders.length > 0 || (handToDeskAfter ?? confirmAutomaticallyAfter) !== undefined;
  const confirmed = state.status === 'resolved' && state.confirmation !== undefined;
  if (!asked || confirmed || state.confirmationPolicy !== 'user' || profile.stage(stage).kind !== 'closing') {
    return undefined;
  }
  const { reckoning } = clockRules(profile).officeHours;
  const after = (duration: string): Instant =>
    new Date(dueMs(targetTime(duration), Date.parse(since), 0, reckoning)).toISOString();
  return {
    reminders: confirmationReminders.map(after).sort(),
    handOverAt: handToDeskAfter === undefined ? undefined : after(handToDeskAfter),
    confirmAt: confirmAutomaticallyAfter === undefined ? undefined : after(confirmAutomaticallyAfter),
    confirmAfter: confirmAutomaticallyAfter,
  };
}
