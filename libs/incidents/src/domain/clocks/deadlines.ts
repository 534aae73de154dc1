import type { Instant } from '@evidesk/kernel';
import type { ClockName } from '../../contract/clock-events.js';
import { canPause, type Clocks } from './clock.state.js';

/** A warning or, without a share, a breach that has not been told. */
export interface ClockDeadline {
  readonly clock: ClockName;
  readonly percent?: number;
  readonly at: Instant;
}

/**
 * What the clocks still have to tell, in order.
 * @param standsSince since when those that can pause stand still: what lies behind it is called off
 */
export function clockDeadlines(clocks: Clocks, standsSince: Instant | undefined): readonly ClockDeadline[] {
  const deadlines: ClockDeadline[] = [];
  for (const { clock, warnings, dueAt, breachedAt, ended } of Object.values(clocks)) {
    if (ended !== undefined) continue;
    const until = canPause(clock) ? standsSince : undefined;
    for (const { percent, at } of warnings)
      if (until === undefined || at < until) deadlines.push({ clock, percent, at });
    if (breachedAt === undefined && (until === undefined || dueAt < until)) deadlines.push({ clock, at: dueAt });
  }
  return deadlines.length < 2 ? deadlines : deadlines.sort(inOrder);
}

/** By instant, a warning before a breach. */
const inOrder = (a: ClockDeadline, b: ClockDeadline): number => {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return (a.percent ?? 100) - (b.percent ?? 100) || (a.clock < b.clock ? -1 : 1);
};
