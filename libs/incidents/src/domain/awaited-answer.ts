import type { IncidentResolved } from '../contract/flow-events.js';
import type { AwaitedAnswer } from './incident.state.js';

/** What is to come while the reporter does not answer, as an event says it. */
export const awaitedAnswer = (awaited: NonNullable<IncidentResolved['data']['awaited']>): AwaitedAnswer => ({
  ...awaited,
  reminders: awaited.reminders.map((dueAt, index) => ({ count: index + 1, dueAt })),
});

/** He was reminded. */
export const withoutReminder = ({ reminders, ...rest }: AwaitedAnswer, count: number): AwaitedAnswer => ({
  reminders: reminders.filter((reminder) => reminder.count !== count),
  ...rest,
});

/** The desk has taken over. */
export const withoutHandOver = ({ handOverAt: _handOverAt, ...rest }: AwaitedAnswer): AwaitedAnswer => rest;
