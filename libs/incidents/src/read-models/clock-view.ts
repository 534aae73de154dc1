import type { ClockName } from '../contract/clock-events.js';
import { canPause, type Clock, type Clocks } from '../domain/clocks/clock.state.js';

/** A clock as people see it. */
export interface ClockView {
  readonly clock: ClockName;
  readonly duration?: string;
  readonly calendar?: string;
  readonly startedAt: string;
  readonly dueAt: string;
  /** True while it stands still (C27): it falls due as much later. */
  readonly paused?: boolean;
  /** Shares of the target that were warned of, in per cent. */
  readonly warned: readonly number[];
  /** The last instant of the target that was broken. */
  readonly breachedAt?: string;
  readonly endedAt?: string;
  /** How the target was kept, once the clock has ended. */
  readonly met?: boolean;
}

/** @param stands whether the clocks that can pause stand still now */
export function clockView({ ended, ...clock }: Clock, stands: boolean): ClockView {
  const { clock: name, duration, calendar, startedAt, dueAt, warned, breachedAt } = clock;
  return {
    clock: name,
    duration,
    calendar,
    startedAt,
    dueAt,
    paused: stands && ended === undefined && canPause(name) ? true : undefined,
    warned,
    breachedAt,
    endedAt: ended?.at,
    met: ended?.met,
  };
}

/** The clocks in the order in which they fall due. */
export function clockViews(clocks: Clocks, stands: boolean): readonly ClockView[] {
  return Object.values(clocks)
    .map((clock) => clockView(clock, stands))
    .sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
}
