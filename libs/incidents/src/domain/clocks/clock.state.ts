import type { Instant } from '@evidesk/kernel';
import type { ClockName, ClockSetting, Judgement } from '../../contract/clock-events.js';

/** A clock as it was set last, and what was told of it. */
export interface Clock extends ClockSetting {
  /** Shares of the target that were warned of, in per cent. */
  readonly warned: readonly number[];
  /** The breach because of which the incident was escalated (S4-51). */
  readonly escalatedFor?: Instant;
  /** When it stopped for good, and how the target was kept. */
  readonly ended?: ClockEnd;
}

export interface ClockEnd extends Omit<Judgement, 'target'> {
  readonly at: Instant;
  readonly met?: boolean;
  /** A workaround ended it (C19): a rejected resolution does not set it going again. */
  readonly byWorkaround?: boolean;
}

/** The clocks that were ever started, each once. */
export type Clocks = { readonly [K in ClockName]?: Clock };

/** What is known of an incident's clocks. */
export interface ClockKeeping {
  readonly clocks: Clocks;
  /** How long the clocks stood still, by calendar, in ms of its working time (C27). Pauses that have ended. */
  readonly pausedMs: Readonly<Record<string, number>>;
}

/** A cut-off is the day's end: it waits for nobody. */
export const canPause = (clock: ClockName): boolean => clock !== 'cut_off';
