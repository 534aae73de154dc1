import type { Stage, StageKind, Transition, Trigger } from '../contract/process-profile.js';

/** What can happen at a stage of each kind. Only a line of support can escalate or find that a change is needed. */
export const TRIGGERS_OF_KIND: Readonly<Record<StageKind, readonly Trigger[]>> = {
  classification: ['classified'],
  support: ['solution_implemented', 'escalated', 'change_needed'],
  change_application: ['change_requested'],
  change_implementation: ['change_implemented', 'change_failed'],
  resolution: ['resolved'],
  solution_record: ['solution_recorded'],
  review: ['reviewed'],
  assessment: ['assessed'],
  closing: [],
};

type Edges = readonly Pick<Transition, 'from' | 'to'>[];

/** The stages that can be reached from a stage, itself included. */
export function reachableFrom(start: string, edges: Edges): ReadonlySet<string> {
  const seen = new Set([start]);
  const waiting = [start];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const edge of edges) {
      if (edge.from !== at || seen.has(edge.to)) continue;
      seen.add(edge.to);
      waiting.push(edge.to);
    }
  }
  return seen;
}

/** The stages from which a stage can be reached, itself included. */
export function leadingTo(end: string, edges: Edges): ReadonlySet<string> {
  return reachableFrom(
    end,
    edges.map(({ from, to }) => ({ from: to, to: from })),
  );
}

/** The stage where an incident is closed. A valid profile has exactly one. */
export function closingStages(stages: readonly Stage[]): readonly Stage[] {
  return stages.filter((stage) => stage.kind === 'closing');
}
