import { type KpiFigures, type Ratio } from '@evidesk/reporting';
import type { Spread } from './spread.js';

/** A count of each kind, by its name; kinds that did not occur are left out. */
export type Counts = Readonly<Record<string, number>>;

/** Targets kept ÷ targets that ended, of all and by the last priority (S4-67, C8). */
export interface Attainment {
  readonly all: Ratio;
  readonly byPriority: Readonly<Record<string, Ratio>>;
}

/** How often an incident went up, and by whose hand (S0-30, S4-51). */
export interface Escalations {
  /** To the next line. */
  readonly functional: number;
  /** To a manager's attention. */
  readonly hierarchical: number;
  /** Of both, those that a process manager made because a target was missed. */
  readonly automatic: number;
}

/**
 * The figures of a simulated period. Formulas and cohorts are those of the reports (S0-90 … S0-93, S1-57 … S1-59, S4-67, C8 … C10):
 * times and rates are of the incidents that were closed in it. Durations in ms.
 */
export interface Figures extends Pick<
  KpiFigures,
  | 'recorded'
  | 'closed'
  | 'closureRate'
  | 'satisfaction'
  | 'firstLineResolutionRate'
  | 'secondLineResolutionRate'
  | 'resolutionRate'
  | 'onTimeResolutionRate'
  | 'followUpTimeliness'
  | 'slaAttainment'
  | 'cancelled'
  | 'duplicates'
> {
  /** Neither closed nor cancelled at the end. */
  readonly open: number;
  readonly response: Spread;
  readonly responseWorking: Spread;
  readonly resolution: Spread;
  readonly resolutionWorking: Spread;
  readonly responseAttainment: Attainment;
  readonly resolutionAttainment: Attainment;
  /** By clock. */
  readonly warnings: Counts;
  /** By clock. */
  readonly breaches: Counts;
  readonly escalations: Escalations;
  /** Assignments that took an incident from somebody else. */
  readonly reassignments: number;
  /** Reporters reminded to confirm, and confirmations that were handed to the desk. */
  readonly reminders: number;
  readonly handedOver: number;
}
