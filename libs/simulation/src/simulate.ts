import type { Instant, RecordedEvent } from '@evidesk/kernel';
import { type CasePlan, casesName, type CasesOptions, planCases } from './cases/case-plan.js';
import { CaseWorker } from './cases/case-worker.js';
import { DeskRules, type Missing } from './cases/desk-rules.js';
import type { CaseActor } from './engine/case-actor.js';
import { play, type Played } from './engine/play.js';
import type { SimulatedDesk } from './engine/simulated-desk.js';
import type { Counts, Figures } from './figures/figures.js';
import { sortedCounts, Tally } from './figures/tally.js';
import { FactWorker, type Inapplicable } from './history/fact-worker.js';
import type { IncidentFacts } from './history/facts.js';
import { instantOf } from './office-hours.js';

/** How a simulation is watched, and ended early. */
export interface Watching {
  onEvent?(event: RecordedEvent): void;
  /** Told how far virtual time has got, now and then. */
  onTime?(now: Instant): void;
  readonly signal?: AbortSignal;
}

/** What a simulated period came to. */
export interface Simulated extends Played {
  readonly figures: Figures;
  /** Codes that the profile does not have. */
  readonly missing: readonly Missing[];
  /** Facts of a history that have no place in the profile, or had come about already, by kind. */
  readonly inapplicable: Counts;
}

/** The people around something that is simulated, under the rules of a desk. */
export interface Staged {
  /** Names it: the ids of its commands follow from the name. */
  readonly name: string;
  /** When the desk opens, ms since the epoch. */
  readonly from: number;
  readonly until: Instant;
  /** @param inapplicable where facts that can't be brought about are counted */
  actors(rules: DeskRules, inapplicable: Inapplicable): readonly CaseActor[];
}

/** A made-up period (S0-97). @throws RangeError as `planCases` */
export function madeUp(options: CasesOptions): Staged {
  const plans: readonly CasePlan[] = planCases(options);
  return {
    name: casesName(options),
    from: options.from,
    until: instantOf(options.to),
    actors: (rules) => plans.map((plan) => new CaseWorker(plan, rules)),
  };
}

/** A history that happens again: the same facts at the same instants, judged by the profile of the desk. */
export function replayed(facts: readonly IncidentFacts[]): Staged {
  const last = (each: IncidentFacts) => each.happened.at(-1)?.at ?? each.recordedAt;
  return {
    name: 'history',
    from: facts.reduce((first, each) => Math.min(first, each.recordedAt), Infinity),
    until: instantOf(facts.reduce((latest, each) => Math.max(latest, last(each)), 0)),
    actors: (rules, inapplicable) => facts.map((each) => new FactWorker(each, rules, inapplicable)),
  };
}

/**
 * Plays a period on a desk, and adds up what came of it. The same on an equal desk: the same events and figures.
 * @throws Error when a process manager can not take in an event; the signal's reason
 */
export async function simulate(desk: SimulatedDesk, staged: Staged, watching: Watching = {}): Promise<Simulated> {
  const rules = new DeskRules(desk.profile);
  const inapplicable: Inapplicable = new Map();
  const tally = new Tally();
  const played = await play(desk, staged.actors(rules, inapplicable), {
    name: staged.name,
    until: staged.until,
    ...watching,
    onEvent: (event) => {
      tally.take(event);
      watching.onEvent?.(event);
    },
  });
  return { ...played, figures: tally.figures(), missing: rules.missing, inapplicable: sortedCounts(inapplicable) };
}
