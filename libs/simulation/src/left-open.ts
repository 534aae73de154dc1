import type { Brief } from './brief.js';
import type { Life } from './life.js';
import { instantOf, MINUTE } from './office-hours.js';
import type { PlannedStep } from './planned-step.js';

/** What is still open at the end of the month: one or two at every stage, so that every queue has something. */
export const LEFT_OPEN: readonly ({
  /** Where the life stops. */
  readonly stage: string;
  /** How many hours before the end it was reported, about. */
  readonly since: number;
} & Partial<Brief>)[] = [
  { stage: 'classification', since: 0.8, course: 'desk', priority: 'P3' },
  { stage: 'classification', since: 0.3, course: 'desk', priority: 'P2' },
  { stage: 'initial_support', since: 1.5, course: 'desk', priority: 'P3' },
  { stage: 'first_line', since: 4, course: 'l1', priority: 'P3' },
  { stage: 'second_line', since: 20, course: 'l2', priority: 'P2' },
  { stage: 'second_line', since: 44, course: 'l2', priority: 'P3' },
  { stage: 'third_line', since: 60, course: 'l3', priority: 'P3' },
  { stage: 'change_application', since: 80, course: 'change', priority: 'P3' },
  { stage: 'change_implementation', since: 96, course: 'change', priority: 'P3' },
  { stage: 'pending:user', since: 30, course: 'desk', priority: 'P4', waitsForUser: true },
  { stage: 'pending:supplier', since: 70, course: 'l2', priority: 'P3', waitsForSupplier: true },
  { stage: 'resolution', since: 6, course: 'desk', priority: 'P3' },
  { stage: 'solution_record', since: 8, course: 'desk', priority: 'P3' },
  { stage: 'closing', since: 30, course: 'l1', priority: 'P4' },
];

/** Cuts a life off where it comes to a stage, in time for the end. */
export function leaveAt(life: Life, stage: string, end: number): Life {
  const last = life.steps.findIndex(({ to }) => to === stage);
  if (last === -1) throw new Error(`the life of ${life.key} does not come to ${stage}`);
  const kept = life.steps.slice(0, last + 1);
  life.steps.splice(0, life.steps.length, ...squeezed(kept, end - 5 * MINUTE));
  return life;
}

/** The steps between their first instant and an end, as far apart among themselves as they were. */
function squeezed(steps: readonly PlannedStep[], end: number): readonly PlannedStep[] {
  const from = Date.parse(steps[0]?.at ?? '');
  const to = Date.parse(steps.at(-1)?.at ?? '');
  if (to <= end) return steps;
  const ratio = (end - from) / (to - from);
  return steps.map((step) => ({ ...step, at: instantOf(Math.round(from + (Date.parse(step.at) - from) * ratio)) }));
}
