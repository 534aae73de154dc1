import type { Instant } from '@evidesk/kernel';
import type { CompiledProfile } from '@evidesk/profiles';
import type { ClockSetting } from '../../contract/clock-events.js';
import type { IncidentEvent } from '../../contract/incident-events.js';
import type { AutomationCommand } from '../automation.commands.js';
import type { IncidentCommand } from '../incident.commands.js';
import { evolveIncident } from '../incident.evolve.js';
import type { IncidentState } from '../incident.state.js';
import { reached } from './reach.js';

/**
 * What a command comes to, with the deadlines around it: those that came before it are told first, and those that the clocks
 * which it sets have behind them are told at once. So history gets its warnings and breaches without timers, and a timer
 * that comes late adds nothing. A deadline's own instant is still in time.
 * @param decide what the command comes to, given what was told first
 */
export function amongDeadlines<S extends IncidentState>(
  command: IncidentCommand | AutomationCommand,
  state: S,
  profile: CompiledProfile,
  decide: (state: S) => readonly IncidentEvent[],
): readonly IncidentEvent[] {
  const { occurredAt } = command.metadata;
  const last = endOfWork(command);
  const before = reached(state, (instant) => instant < last, profile);
  const now = before.length === 0 ? state : (fold(state, before, occurredAt) as S);
  const events = decide(now);
  if (events.length === 0) return events;
  const passed = (instant: Instant) => instant < occurredAt;
  const behind = events.some((event) => setsPast(event, passed))
    ? reached(fold(now, events, occurredAt), passed, profile)
    : [];
  return before.length + behind.length === 0 ? events : [...before, ...events, ...behind];
}

/** The instant up to which clocks run under a command: what is resolved counts as resolved when it was (S0-85). */
function endOfWork({ type, data, metadata: { occurredAt } }: IncidentCommand | AutomationCommand): Instant {
  if (type !== 'ResolveIncident' || data.resolvedAt === undefined) return occurredAt;
  return data.resolvedAt < occurredAt ? data.resolvedAt : occurredAt;
}

function setsPast({ data }: IncidentEvent, passed: (instant: Instant) => boolean): boolean {
  const clocks: readonly ClockSetting[] | undefined = 'clocks' in data ? data.clocks : undefined;
  return clocks?.some(({ warnings, dueAt }) => passed(warnings[0]?.at ?? dueAt)) ?? false;
}

function fold(state: IncidentState, events: readonly IncidentEvent[], occurredAt: Instant): IncidentState {
  return events.reduce((next, event) => evolveIncident(next, event, occurredAt), state);
}
