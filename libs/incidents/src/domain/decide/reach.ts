import type { Instant } from '@evidesk/kernel';
import type { CompiledProfile } from '@evidesk/profiles';
import type { IncidentEvent } from '../../contract/incident-events.js';
import { answerDeadlines, type AnswerDeadline } from '../answer-deadlines.js';
import { clockDeadlines, type ClockDeadline } from '../clocks/deadlines.js';
import { pausedSince } from '../clocks/time-spent.js';
import { isOpen } from '../incident.evolve.js';
import type { IncidentState, RecordedIncident } from '../incident.state.js';

/** Something that is to be told when its instant has come. */
export type Deadline = ClockDeadline | AnswerDeadline;

const NONE: readonly Deadline[] = [];

/** What an incident still has to tell, in order: warnings, breaches, reminders (S1-11, S4-51, S1-41). */
export function openDeadlines(state: IncidentState): readonly Deadline[] {
  if (isOpen(state)) return clockDeadlines(state.clocks, pausedSince(state));
  return state.status === 'resolved' ? answerDeadlines(state.awaiting) : NONE;
}

/**
 * What is told once its instant has come. It bears that instant, however late it is noticed.
 * @param reaches whether an instant has come
 */
export function reached(
  state: IncidentState,
  reaches: (instant: Instant) => boolean,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  if (state.status === 'unrecorded') return [];
  const due = openDeadlines(state).filter(({ at }) => reaches(at));
  return due.map((deadline) => ('clock' in deadline ? ofClock(deadline, state) : ofAnswer(deadline, profile)));
}

function ofClock({ clock, percent, at }: ClockDeadline, state: RecordedIncident): IncidentEvent {
  if (percent === undefined) {
    const { tier, priority } = state;
    return { type: 'incident.sla-breached', data: { clock, dueAt: at, tier, priority } };
  }
  const dueAt = state.clocks[clock]?.dueAt ?? at;
  return { type: 'incident.sla-warned', data: { clock, percent, at, dueAt } };
}

function ofAnswer({ step, at: dueAt, count, after }: AnswerDeadline, profile: CompiledProfile): IncidentEvent {
  switch (step) {
    case 'remind':
      return { type: 'incident.confirmation-reminded', data: { count: count ?? 1, dueAt } };
    case 'hand-over':
      return {
        type: 'incident.confirmation-handed-over',
        data: { dueAt, waitsFor: deskFor('ConfirmResolution', profile) },
      };
    case 'confirm':
      return {
        type: 'incident.resolution-confirmed',
        data: { by: 'desk', evidence: `no answer within ${after ?? ''}`, dueAt },
      };
  }
}

/** The roles that speak on behalf of the reporter (C17). */
export const deskFor = (command: 'ConfirmResolution' | 'RejectResolution', profile: CompiledProfile): string[] =>
  profile.rolesFor(command).filter((role) => role !== 'end_user');
