/** An incident that shows the symptom. */
export interface Observation {
  readonly incidentId: string;
  readonly unit: string;
  readonly at: string;
}

/** What is counted of one symptom. */
export interface SymptomState {
  /** How many problems of this symptom are over. */
  readonly series: number;
  /** Those within the window, in the order in which they came in. */
  readonly observations: readonly Observation[];
  /** The problem that is open for it. */
  readonly problemId?: string;
}
