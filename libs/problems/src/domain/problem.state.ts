export const PROBLEM_STATUSES = [
  'candidate',
  'accepted',
  'dismissed',
  'root_cause_known',
  'resolved',
  'closed',
] as const;
export type ProblemStatus = (typeof PROBLEM_STATUSES)[number];

/** A problem: where it stands, and which incidents it has. */
export interface Problem {
  readonly status: ProblemStatus;
  readonly number: string;
  readonly incidents: readonly string[];
  readonly symptomId?: string;
}

export type ProblemState = { readonly status: 'unproposed' } | Problem;
